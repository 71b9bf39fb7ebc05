import Host
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

extension BaselineLoad: SharedScenario {
  fileprivate convenience init(_ server: RedisServer) throws {
    let settings = try RunSettings.current
    try self.init(
      .specified(), on: server, seconds: settings.number(.baselineTime), most: Int(settings.number(.clients)),
      phases: .told)
  }
}

@Suite(
  "Baseline", .specification, .sharing(scaled: false) { try BaselineLoad($0) }, .tags(.performance))
struct BaselineTests {
  let load: BaselineLoad

  init() throws {
    load = try .shared
    try evidence.identify(load.server)
    evidence.attach(load.server.log, named: "redis.log")
    evidence.note("The loads of this suite were run one after the other on one server.")
  }

  @Test(.tags(.must)) func `PRF-01 each operation on one connection`() throws {
    let single = try load.single()
    for (operation, traffic) in single {
      let history = traffic.history
      try evidence.recordAnswers(traffic, of: operation.rawValue)
      try evidence.requireQuiet(traffic, forRate: .rate)
      evidence.record(.rate, history.rate, of: operation.rawValue, samples: history.answeredCount)
      evidence.record(.hostJitter, traffic.jitter.mean, of: operation.rawValue, samples: 0)
    }
    evidence.show(.rates(of: single.map { ($0.operation.rawValue, $0.traffic.history.rate) }))
  }

  @Test(.tags(.must)) func `PRF-02 many clients`() throws {
    let mixed = try load.mixed()
    var served = 0
    for (connections, traffic) in mixed {
      let history = traffic.history
      let subject = BaselineLoad.words(connections)
      try evidence.recordAnswers(traffic, of: subject)
      try evidence.requireQuiet(traffic, forRate: .rate)
      evidence.record(.rate, history.rate, of: subject, samples: history.answeredCount)
      evidence.record(.leastServed, history.leastServedShare, of: subject, samples: 0)
      if history.unservedConnections == 0, history.lostConnections == 0 { served = max(served, connections) }
    }
    evidence.record(.clientsServed, served)
    evidence.show(.rates(of: mixed.map { ("\($0.connections)", $0.traffic.history.rate) }))
  }

  @Test(.tags(.must)) func `PRF-03 latency at the offered rate`() throws {
    let paced = try load.paced()
    for (_, traffic) in paced { try evidence.requireQuietLatencies(traffic) }
    for (connections, traffic) in paced {
      let history = traffic.history
      let subject = BaselineLoad.words(connections)
      evidence.recordLatencies(history, of: subject)
      try evidence.recordAnswers(traffic, of: subject)
      evidence.record(.serviceP99, history.service.percentile(0.99), of: subject, samples: 0)
      evidence.record(.achieved, history.achieved, of: subject, samples: 0)
      evidence.record(.latenessP99, history.lateness.percentile(0.99), of: subject, samples: 0)
      evidence.record(.hostJitterP99, traffic.jitter.p99, of: subject, samples: 0)
      evidence.show(try .percentiles(of: history, subject))
      evidence.attach(history, named: "latency-\(connections)")
    }
  }

  @Test(.tags(.must)) func `PRF-04 memory during the baseline load`() throws {
    let memory = try load.memory()
    let maxmemory = Double(try load.maxmemory)
    evidence.record(.peakMemory, Double(memory.peak) / maxmemory, samples: memory.samples.count)
    let rate = memory.samplesPerSecond
    if !evidence.admits(.samplingRate, rate) {
      for traffic in try load.single().map(\.traffic) + load.mixed().map(\.traffic) {
        try evidence.requireQuiet(traffic, [Miss(1 / rate, limit: 1 / evidence.limit(of: .samplingRate), share: nil)])
      }
      // Nothing but INFO is asked for a sample.
      evidence.note("The server answered INFO memory so seldom that nobody knows its memory.")
    }
    evidence.record(.samplingRate, rate, samples: 0)
    evidence.show(.memory(memory, maxmemory: maxmemory))
  }
}
