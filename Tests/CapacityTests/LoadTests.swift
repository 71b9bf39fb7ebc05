import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

extension LoadedBuffer: SharedScenario {
  fileprivate init(_ server: RedisServer) throws {
    try self.init(.specified(), on: server, phases: .told)
  }
}

@Suite("Load", .specification, .sharing { try LoadedBuffer($0) }, .tags(.capacity))
struct LoadTests {
  let buffer: LoadedBuffer

  init() throws {
    buffer = try .shared
    try evidence.identify(buffer.server)
    evidence.attach(buffer.server.log, named: "redis.log")
    evidence.note(
      "One load is judged by all controls of this suite; it took "
        + "\(MeasureUnit.seconds.format(.number(buffer.load.seconds))).")
  }

  @Test(.tags(.must)) func `CAP-01 the buffer takes every event and holds it`() async throws {
    evidence.record(.eventsHeld, try buffer.eventLoad.verifier.eventsHeld(by: buffer.server))
    evidence.record(.writeErrors, buffer.load.errorCount, samples: buffer.load.sent)
    evidence.record(.evictedKeys, try buffer.info.integer("evicted_keys"))
    evidence.record(.expiredKeys, try buffer.expired)
    let dirtyStart = try await withServerUnderTest(scaled: true) { try DirtyStart(buffer.eventLoad, on: $0) }
    evidence.record(.dirtyStart, dirtyStart.rawValue)
    for (error, count) in buffer.load.errors.sorted(by: { $0.key < $1.key }) {
      evidence.note("\(count) writes were answered with \(error).")
    }
    evidence.attach(buffer.info.text, named: "info-after-load.txt")
  }

  @Test(.tags(.must)) func `CAP-02 the load is fast enough`() {
    evidence.record(.loadRate, buffer.load.eventsPerSecond, samples: buffer.load.acknowledged)
    evidence.show(buffer.load.rateFigure)
    evidence.attach(buffer.load.csv, named: "load.csv")
  }

  @Test(.tags(.must)) func `CAP-03 peak memory`() throws {
    let maxmemory = try buffer.maxmemory
    let peak = try buffer.peakMemory(isScaled: evidence.settings.profile.scale != 1)
    let ratio = Double(peak) / Double(maxmemory)
    evidence.record(.peakMemory, ratio, samples: buffer.load.samples.count)
    evidence.record(.peakMemoryRecommended, ratio, samples: 0)
    evidence.record(.samplingRate, buffer.load.samplesPerSecond, samples: 0)
    evidence.note("The peak is \(MeasureUnit.bytes.format(.number(Double(peak)))).")
    let marks = evidence.marks("must", of: .peakMemory) + evidence.marks("should", of: .peakMemoryRecommended)
    evidence.show(buffer.load.memoryFigure(maxmemory: maxmemory, marks: marks))
    evidence.attach(buffer.load.csv, named: "load.csv")
    evidence.attach(try buffer.server.connect().info("memory").text, named: "info-memory.txt")
  }

  @Test(.tags(.must)) func `CAP-04 every event reads back byte-identical`() throws {
    let progress = Progress("reading back", total: buffer.eventLoad.events.count)
    let began = ContinuousClock.now
    let survivors = try buffer.eventLoad.verifier.survivors(
      of: buffer.eventLoad.events, in: buffer.server, progress: progress.update)
    evidence.record(.intactShare, survivors.intactShare, samples: survivors.present)
    evidence.record(.eventsCompared, survivors.present, samples: 0)
    evidence.note(
      "\(survivors.intact) intact, \(survivors.damaged) damaged, \(survivors.missing) missing, in "
        + "\(MeasureUnit.seconds.format(.number((ContinuousClock.now - began) / .seconds(1)))).")
    if !survivors.firstDefects.isEmpty {
      evidence.note(
        "The first events with a defect: \(survivors.firstDefects.map(String.init).joined(separator: ", ")).")
    }
  }
}
