import Foundation
import Host
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

extension SustainedLoad: SharedScenario {
  fileprivate init(_ server: RedisServer) throws {
    try self.init(
      .specified(), on: server, seconds: RunSettings.current.number(.sustainedTime), phases: .told)
  }
}

@Suite(
  "Sustained throughput", .specification, .sharing(scaled: false) { try SustainedLoad($0) },
  .tags(.performance))
struct SustainedTests {
  let load: SustainedLoad
  private var traffic: TimedTraffic { load.traffic }
  private var history: TrafficHistory { load.traffic.history }

  init() throws {
    load = try .shared
    try evidence.identify(load.server)
    evidence.attach(load.server.log, named: "redis.log")
    evidence.note("One run is judged by all controls of this suite.")
  }

  @Test(.tags(.must)) func `THR-01 sustained throughput`() throws {
    try evidence.recordAnswers(traffic)
    evidence.record(.achieved, history.achieved, samples: history.offered)
    evidence.record(.duration, history.seconds, samples: 0)
    evidence.record(.p99, history.response.percentile(0.99), samples: 0)
    evidence.record(.latenessP99, history.lateness.percentile(0.99), samples: 0)
    evidence.record(.hostJitterP99, traffic.jitter.p99, samples: 0)
    evidence.show(.throughput(of: history))
    evidence.show(try .latencies(of: history))
    evidence.show(try .percentiles(of: history, "\(SustainedLoad.connections) connections"))
    evidence.attach(history, named: "latency")
    evidence.attach(history.csv, named: "seconds.csv")
  }

  @Test(.tags(.must)) func `THR-02 no degradation`() throws {
    let decline = Decline(of: history.punctualPerSecond)
    // What the seconds were, also where nothing can be resolved.
    evidence.show(.throughput(of: history, trend: decline.trend))
    evidence.show(try .latencies(of: history))
    evidence.attach(history.csv, named: "seconds.csv")
    let limit = try evidence.limit(of: .decline)
    let finding = decline.finding(limit: limit)
    if finding != .none { try evidence.requireNoStandstill(traffic) }
    if finding == .cannotResolve {
      try evidence.unresolved(
        "the answers per second vary by \(MeasureUnit.ratio.format(.number(decline.variation))), too much to tell a "
          + "decline of \(MeasureUnit.ratio.format(.number(limit))) from none")
    }
    evidence.record(.decline, decline.share, samples: history.punctualPerSecond.count)
    evidence.record(.declineUpperBound, decline.interval.upperBound, samples: 0)
    evidence.record(.pValue, decline.pValue, samples: 0)
    evidence.record(.variation, decline.variation, samples: 0)
    try recordSlowing()
    try recordGrowth()
  }

  /// How the P99 of each third compares with that of the best: a standstill may fall into any of them.
  private func recordGrowth() throws {
    let p99s = history.thirds.map { $0.percentile(0.99) }
    let best = p99s.min() ?? .nan
    // The host was watched during the whole run: what made a hundredth of a third late is rarer there.
    let jitter = traffic.noise(NoisePolicy.share(0.99, ofPart: 1 / 3))
    var resolution = Double.nan
    for (number, name) in ["first", "second", "last"].enumerated() {
      let growth = ResolvedGrowth(
        from: best, to: p99s[number], limit: try evidence.settings.number(.latencyP99), jitter: jitter)
      resolution = growth.resolution
      if !evidence.admits(.p99Growth, growth.ratio) {
        let limit = try growth.longest(within: evidence.limit(of: .p99Growth))
        try evidence.requireQuiet(traffic, [Miss(growth.later, limit: limit, share: 0.99, part: 1 / 3)])
      }
      evidence.record(.p99Growth, growth.ratio, of: "\(name) third", samples: history.thirds[number].count)
    }
    let words = (p99s + [resolution]).map { MeasureUnit.seconds.format(.number($0)) }
    evidence.note(
      "The P99 was \(words[0]) in the first third, \(words[1]) in the second and \(words[2]) in the last; below "
        + "\(words[3]) they are not distinguished.")
  }

  /// A service time that grows for certain is told, however short it is.
  private func recordSlowing() throws {
    let medians = Decline(of: history.serviceMedians)
    evidence.record(.slowing, -medians.share, samples: 0)
    if medians.risesForCertain {
      evidence.conclude(
        "The median service time rose by \(MeasureUnit.ratio.format(.number(-medians.share))) over the run "
          + "(Mann–Kendall p \(String(format: "%.4f", medians.pValue))): within its limits, but not steady.")
    }
  }

  @Test(.tags(.info)) func `THR-06 cost`() {
    let events = Double(max(load.events, 1))
    evidence.record(.cpuPerMillionEvents, load.processorSeconds / events * 1e6, samples: load.events)
    evidence.record(.diskBytesPerEvent, Double(load.diskBytes) / events, samples: 0)
    evidence.record(.events, load.events, samples: 0)
    evidence.note(
      "At \(Int(history.rate)) operations per second, of which a third write events: what the server does beside them, "
        + "ten times a second and at every fsync, is shared by few events.")
  }
}
