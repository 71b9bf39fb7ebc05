import Foundation
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Append-only file", .specification, .tags(.durability))
struct AppendOnlyFileTests {
  @Test(.tags(.must)) func `DUR-06 the append-only set is well-formed`() async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: false, adjust: withoutAutomaticRewrites) { server in
      var states: [(name: String, set: AppendOnlyFileSet, check: AppendOnlyFileSet.Check, difference: Int)] = []
      func look(_ name: String) throws {
        // While an fsync is in flight, the server holds back its write: redis-check-aof could meet it half done.
        try server.waitForFsync(.idle)
        let set = try server.appendOnlyFiles()
        states.append((name, set, try set.check(), try difference(of: set, server)))
      }
      let events = eventLoad.events.prefix(100_000)
      _ = try eventLoad.loader.load(events, into: server)
      try look("after a load")
      _ = try server.rewrite()
      try look("after a rewrite")
      _ = try eventLoad.loader.append(events.upperBound..<events.upperBound + 1000, to: server)
      try look("after more events")
      try server.kill(when: .idle)
      try server.start()
      try look("after a kill and a restart")

      evidence.record("sets-checked", states.count, samples: states.count)
      evidence.record("rejected", states.count { !$0.check.isValid }, samples: 0)
      evidence.record("missing-files", states.map(\.set.missing.count).reduce(0, +), samples: 0)
      evidence.record("stray-files", states.map(\.set.strays.count).reduce(0, +), samples: 0)
      for state in states { evidence.record("size-difference", state.difference, of: state.name, samples: 0) }
      evidence.attach(
        states.map { "--- \($0.name)\n\($0.check.output)" }.joined(separator: "\n"), named: "redis-check-aof.txt")
    }
  }

  /// How far the sizes of the files are from what the server says of them, in bytes.
  private func difference(of set: AppendOnlyFileSet, _ server: RedisServer) throws -> Int {
    let connection = try server.connect()
    // A server that began without data does not count the base file, which is empty then, before its first rewrite.
    let countsBase = try connection.info("persistence").integer("aof_base_size") > 0
    let files = (countsBase ? set.base.map { [$0] } ?? [] : []) + set.incrementals
    var difference = 0
    // The server writes once in each turn of its loop: what was written a moment ago may not be counted yet.
    try? wait(for: "the sizes to agree", within: .seconds(3)) {
      let size = try files.reduce(0) { $0 + (try FileSurgery($1).length()) }
      difference = abs(size - (try connection.info("persistence").integer("aof_current_size")))
      return difference == 0
    }
    return difference
  }

  @Test(.tags(.must)) func `DUR-07 truncated tail`() async throws {
    let eventLoad = try EventLoad.specified()
    let events = 0..<1000
    let boundaries = 201
    try await withServerUnderTest(scaled: false, adjust: withoutAutomaticRewrites) { server in
      _ = try eventLoad.orderedLoader.load(events, into: server)
      server.stop()
      let original = try server.incrementalFile()
      let ends = try CommandBoundaries(ofFile: original.path).ends
      // The last commands are writes, one each: what stands before them was not theirs.
      let others = ends.count - events.count
      let length = try original.length()
      let cuts = ends.suffix(boundaries).flatMap { [$0 - 1, $0, $0 + 1] }.filter { $0 <= length }
      let copy = "\(server.directory)/copy"
      try copyDirectory(server.dataDirectory, to: copy)
      let progress = Progress("cutting", total: cuts.count, unit: "cuts")
      let wrong = try await onThreads(2) { lane in
        try await withServerUnderTest(scaled: false) { other in
          other.kill()
          return try stride(from: lane, to: cuts.count, by: 2).filter { number in
            try FileManager.default.removeItem(atPath: other.dataDirectory)
            try copyDirectory(copy, to: other.dataDirectory)
            try other.incrementalFile().cut(to: cuts[number])
            guard try other.refusal() == nil else { return true }
            let whole = ends.count { $0 <= cuts[number] } - others
            let survivors = try eventLoad.verifier.survivors(of: events, in: other)
            other.kill()
            progress.update(number)
            return survivors.intact != whole || survivors.present != whole || survivors.foreign != 0
              || events.prefix(whole).contains { survivors[$0] != .intact }
          }.map { cuts[$0] }
        }
      }.flatMap(\.self)
      evidence.record("cuts", cuts.count, samples: cuts.count)
      evidence.record("wrong", wrong.count, samples: 0)
      if !wrong.isEmpty {
        evidence.note("Wrong after the cuts at \(wrong.prefix(10).map(String.init).joined(separator: ", ")).")
      }
    }
  }
}
