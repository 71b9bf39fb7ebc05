import Host
import MET001
import MET001Testing
import Scenarios
import Statistics
import Testing
import Workload

extension Evidence {
  /// Ends the control as not judged where a response time is outside its limit on a noisy host.
  ///
  /// Noise only adds: what is within the limit on a noisy host is so on a quiet one.
  func requireQuiet(_ traffic: TimedTraffic, for measure: MeasureName, percentile share: Double) throws {
    let values = traffic.histories.map { $0.response.percentile(share) }.filter { !admits(measure, $0) }
    guard let worst = values.max() else { return }
    try requireQuietHost(traffic, for: measure, percentile: share)
    try requireQuietHost(traffic, forResponse: worst, percentile: share)
  }

  /// Ends the control as not judged where at that percentile this host was late by more than is tolerated beside the
  /// measure's limit.
  func requireQuietHost(_ traffic: TimedTraffic, for measure: MeasureName, percentile share: Double) throws {
    try requireQuietHost(jitter: traffic.noise(share), percentile: share, limit: limit(of: measure))
  }

  /// Ends the control as not judged where this host was late as often as would explain so late an answer.
  ///
  /// A response takes three wake-ups, of the generator when it is due, of the server, and of the generator for the
  /// answer: where a hundredth of the responses are late, each may have been late for a third of them. Nor is what makes
  /// a hundredth of a third of a run late more than a third of a hundredth of the run.
  func requireQuietHost(_ traffic: TimedTraffic, forResponse response: Double, percentile share: Double) throws {
    guard response.isFinite else { return }
    let share = NoisePolicy.explainingShare(of: share)
    try requireQuietHost(jitter: traffic.noise(share), percentile: share, limit: response)
  }

  /// Ends the control as not judged where clients that ask as soon as they were answered were answered too slowly on a
  /// host that on average takes long to let anybody do anything; also where that leaves some of many clients without an
  /// answer.
  func requireQuiet(_ traffic: TimedTraffic, forRate measure: MeasureName) throws {
    let history = traffic.history
    let turnsPerClient = Double(history.answeredCount) / Double(history.answeredByConnection.count)
    guard !admits(measure, history.rate) || turnsPerClient < 4 else { return }
    try requireQuietHost(jitter: traffic.jitter.mean, percentile: nil, limit: 1 / limit(of: measure))
  }

  /// Ends the control as not judged where less was answered than was offered, on a host that lets nobody do anything in
  /// time.
  func requireQuiet(_ traffic: TimedTraffic, forShare measure: MeasureName) throws {
    guard traffic.histories.contains(where: { !admits(measure, $0.achieved) }) else { return }
    try requireQuietHost(traffic)
  }

  /// Ends the control as not judged on a host that lets nobody do anything in time.
  func requireQuietHost(_ traffic: TimedTraffic) throws {
    try requireQuietHost(jitter: traffic.noise(0.99), limit: settings.number(.latencyP99))
  }

  /// Ends the control as not judged where its clients' response times or shares are outside their limits and this host
  /// may be the reason.
  func requireQuietLatencies(_ traffic: TimedTraffic) throws {
    for (measure, share) in [(MeasureName.p50, 0.5), (.p95, 0.95), (.p99, 0.99)] {
      try requireQuiet(traffic, for: measure, percentile: share)
    }
    try requireQuiet(traffic, forShare: .achieved)
  }

  /// Records the response times of one group of clients.
  func recordLatencies(_ history: TrafficHistory, of subject: String) {
    let count = history.response.count
    record(.p50, history.response.percentile(0.5), of: subject, samples: count)
    record(.p95, history.response.percentile(0.95), of: subject, samples: 0)
    record(.p99, history.response.percentile(0.99), of: subject, samples: 0)
  }

  /// Records what became of the answers, of whatever traffic it was: every control that makes traffic declares these
  /// measures.
  func recordAnswers(_ traffic: TimedTraffic, of subject: String? = nil) throws {
    let histories = traffic.histories
    let unanswered = histories.reduce(0) { $0 + $1.unsent + $1.unanswered }
    let longest = histories.map(\.longest).filter { !$0.isNaN }.max() ?? .nan
    if unanswered > 0 || !admits(.longest, longest) { try requireQuietHost(traffic, for: .longest, percentile: 1) }
    record(.errors, histories.reduce(0) { $0 + $1.errorCount + $1.lostConnections }, of: subject, samples: 0)
    record(.wrongAnswers, histories.reduce(0) { $0 + $1.wrongCount }, of: subject, samples: 0)
    record(.unanswered, unanswered, of: subject, samples: 0)
    record(.longest, longest, of: subject, samples: 0)
    for history in histories {
      for failure in history.failures { note("\(subject.map { "\($0): " } ?? "")\(failure).") }
    }
  }

  /// Attaches the response times, second by second, in HdrHistogram's log format.
  func attach(_ history: TrafficHistory, named name: String) {
    attach(history.log, named: "\(name).hlog")
  }
}
