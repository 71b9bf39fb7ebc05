import Host
import MET001
import MET001Testing
import Scenarios
import Statistics
import Testing
import Workload

extension Evidence {
  /// Ends the control as not judged where this host may be why its clients' times and shares are outside their limits.
  ///
  /// Noise only adds: what is within the limit on a noisy host is so on a quiet one. What noise cannot be the reason for
  /// is judged, however much of the rest it may be.
  func requireQuietLatencies(_ traffic: TimedTraffic) throws {
    var misses = try standstills(of: traffic)
    for history in traffic.histories {
      misses += try [(MeasureName.p50, 0.5), (.p95, 0.95), (.p99, 0.99)].compactMap { measure, share in
        try miss(of: measure, history.response.percentile(share), share)
      }
    }
    try requireQuiet(traffic, misses)
  }

  /// Ends the control as not judged where this host may be why a percentile is outside its limit.
  ///
  /// - Parameter part: what part of the responses it is the percentile of, from 0 to 1.
  func requireQuiet(
    _ traffic: TimedTraffic, for measure: MeasureName, _ time: Double, percentile share: Double, ofPart part: Double
  ) throws {
    guard var miss = try miss(of: measure, time, share) else { return }
    miss.part = part
    try requireQuiet(traffic, [miss])
  }

  /// Ends the control as not judged where clients that ask as soon as they were answered were answered too slowly on a
  /// host that on average takes long to let anybody do anything; also where that leaves some of many clients without an
  /// answer.
  func requireQuiet(_ traffic: TimedTraffic, forRate measure: MeasureName) throws {
    let history = traffic.history
    let turnsPerClient = Double(history.answeredCount) / Double(history.answeredByConnection.count)
    guard !admits(measure, history.rate) || turnsPerClient < 4 else { return }
    try requireQuiet(traffic, [Miss(1 / history.rate, limit: 1 / limit(of: measure), share: nil)])
  }

  /// Ends the control as not judged where the longest response is too long, and this host may have stood still for as
  /// long as the server.
  func requireNoStandstill(_ traffic: TimedTraffic) throws {
    try requireQuiet(traffic, standstills(of: traffic))
  }

  /// The longest responses, where they are too long: whatever is late or never answered waits for as long.
  private func standstills(of traffic: TimedTraffic) throws -> [Miss] {
    let limit = try settings.number(.longestResponse)
    return traffic.histories.map(\.longest).filter { !($0 <= limit) }.map { Miss($0, limit: limit, share: 1) }
  }

  private func miss(of measure: MeasureName, _ time: Double, _ share: Double) throws -> Miss? {
    admits(measure, time) ? nil : Miss(time, limit: try limit(of: measure), share: share)
  }

  /// Ends the control as not judged where this host may be the reason for each of these.
  func requireQuiet(_ traffic: TimedTraffic, _ misses: [Miss]) throws {
    guard let miss = traffic.decisive(of: misses) else { return }
    if let blame = traffic.jitter.blame { note(blame) }
    try requireQuietHost(jitter: traffic.noise(beside: miss), beside: miss)
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
    for history in histories {
      for failure in history.failures { note("\(subject.map { "\($0): " } ?? "")\(failure).") }
    }
    // Of these no host is the reason.
    record(.errors, histories.reduce(0) { $0 + $1.errorCount + $1.lostConnections }, of: subject, samples: 0)
    record(.wrongAnswers, histories.reduce(0) { $0 + $1.wrongCount }, of: subject, samples: 0)
    try requireNoStandstill(traffic)
    record(.unanswered, histories.reduce(0) { $0 + $1.unsent + $1.unanswered }, of: subject, samples: 0)
    record(.longest, histories.map(\.longest).filter { !$0.isNaN }.max() ?? .nan, of: subject, samples: 0)
  }

  /// Attaches the response times, second by second, in HdrHistogram's log format.
  func attach(_ history: TrafficHistory, named name: String) {
    attach(history.log, named: "\(name).hlog")
  }
}
