import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Load", .specification, .sharing { try LoadedBuffer($0) }, .tags(.capacity))
struct LoadTests {
  let buffer: LoadedBuffer

  init() throws {
    buffer = try .shared
    try evidence.identify(buffer.server)
    evidence.attach(buffer.server.log, named: "redis.log")
    evidence.note("One load is judged by all controls of this suite; it took \(buffer.duration).")
  }

  @Test(.tags(.must)) func `CAP-01 the buffer takes every event and holds it`() async throws {
    evidence.record("events-held", try buffer.eventLoad.verifier.eventsHeld(by: buffer.server))
    evidence.record("write-errors", buffer.load.errorCount, samples: buffer.load.sent)
    evidence.record("evicted-keys", try buffer.info.integer("evicted_keys"))
    evidence.record("expired-keys", try buffer.expired)
    evidence.record("dirty-start", try await loadOfDirtyServer())
    for (error, count) in buffer.load.errors.sorted(by: { $0.key < $1.key }) {
      evidence.note("\(count) writes were answered with \(error).")
    }
    evidence.attach(buffer.info.text, named: "info-after-load.txt")
  }

  @Test(.tags(.must)) func `CAP-02 the load is fast enough`() {
    evidence.record("load-rate", buffer.load.eventsPerSecond, samples: buffer.load.acknowledged)
    evidence.show(buffer.load.rateFigure)
    evidence.attach(buffer.load.csv, named: "load.csv")
  }

  @Test(.tags(.must)) func `CAP-03 peak memory`() throws {
    let maxmemory = try buffer.info.integer("maxmemory")
    // The server's own peak also sees what happens between two samples. At a part of the scale it would see the buffer
    // of the append-only file above all: while an fsync is in flight that holds as many events as at full scale.
    let isScaled = evidence.settings.profile.scale != 1
    let peak =
      isScaled
      ? buffer.load.peakCountedMemory : max(buffer.load.peakMemory, try buffer.info.integer("used_memory_peak"))
    guard maxmemory > 0 else {
      throw FixtureError.unexpected(command: "INFO memory", reply: "maxmemory 0: there is no limit to take a share of")
    }
    let ratio = Double(peak) / Double(maxmemory)
    evidence.record("peak-memory", ratio, samples: buffer.load.samples.count)
    evidence.record("peak-memory-recommended", ratio, samples: 0)
    evidence.record("sampling-rate", buffer.load.samplesPerSecond, samples: 0)
    evidence.note("The peak is \(MeasureUnit.bytes.format(.number(Double(peak)))).")
    let marks = evidence.marks("must", of: "peak-memory") + evidence.marks("should", of: "peak-memory-recommended")
    evidence.show(buffer.load.memoryFigure(maxmemory: maxmemory, marks: marks))
    evidence.attach(buffer.load.csv, named: "load.csv")
    evidence.attach(try buffer.server.connect().info("memory").text, named: "info-memory.txt")
  }

  @Test(.tags(.must)) func `CAP-04 every event reads back byte-identical`() throws {
    let progress = Progress("reading back", total: buffer.eventLoad.events.count)
    let began = ContinuousClock.now
    let survivors = try buffer.eventLoad.verifier.survivors(
      of: buffer.eventLoad.events, in: buffer.server, progress: progress.update)
    evidence.record("intact-share", survivors.intactShare, samples: survivors.present)
    evidence.record("events-compared", survivors.present, samples: 0)
    evidence.note(
      "\(survivors.intact) intact, \(survivors.damaged) damaged, \(survivors.missing) missing, in "
        + "\(MeasureUnit.seconds.format(.number((ContinuousClock.now - began) / .seconds(1)))).")
    if !survivors.firstDefects.isEmpty {
      evidence.note(
        "The first events with a defect: \(survivors.firstDefects.map(String.init).joined(separator: ", ")).")
    }
  }

  /// What becomes of a load of a server that holds a foreign key.
  private func loadOfDirtyServer() async throws -> String {
    try await withServerUnderTest(scaled: true) { server in
      let connection = try server.connect()
      try connection.command("SET", "somebody-elses", "value")
      do {
        _ = try buffer.eventLoad.loader.load(0..<1, into: server)
        return "loaded"
      } catch LoadError.notEmpty {
        let isUntouched = try connection.command("GET", "somebody-elses") == .bytes(Array("value".utf8))
        return try isUntouched && connection.keyCount() == 1 ? "refused" : "refused, but touched"
      }
    }
  }
}
