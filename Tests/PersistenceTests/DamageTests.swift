import Firehose
import Foundation
import MET001Testing
import RedisFixture
import Scenarios
import Testing
import Workload

@Suite("Damaged files", .specification, .tags(.durability))
struct DamageTests {
  private static let events = 0..<2000

  /// A server that was stopped with half of its events in the base file and half in the incremental one.
  private func withStoppedServer(
    _ body: (RedisServer, EventLoad, _ restore: () throws -> Void) async throws -> Void
  ) async throws {
    let eventLoad = try EventLoad.specified()
    try await withServerUnderTest(scaled: false, adjust: withoutAutomaticRewrites) { server in
      _ = try eventLoad.orderedLoader.load(Self.events.prefix(1000), into: server)
      _ = try server.rewrite()
      _ = try eventLoad.orderedLoader.append(Self.events.dropFirst(1000), to: server)
      server.stop()
      let copy = "\(server.directory)/copy"
      try copyDirectory(server.dataDirectory, to: copy)
      try await body(server, eventLoad) {
        server.kill()
        try FileManager.default.removeItem(atPath: server.dataDirectory)
        try copyDirectory(copy, to: server.dataDirectory)
      }
    }
  }

  @Test(.tags(.must)) func `DUR-08 damage in the middle`() async throws {
    try await withStoppedServer { server, _, restore in
      let set = try server.appendOnlyFiles()
      let incremental = try server.incrementalFile()
      let ends = try CommandBoundaries(ofFile: incremental.path).ends
      let name = URL(filePath: incremental.path).lastPathComponent
      // The first byte of a command says how many words follow. Of the other files there is one each.
      var damages: [(file: FileSurgery, offset: Int, name: String)] = stride(from: 50, to: 950, by: 100).map {
        (incremental, ends[$0], name)
      }
      if let base = set.base {
        damages.append((FileSurgery(base), try FileSurgery(base).length() / 2, "RDB"))
      }
      damages.append((FileSurgery(set.manifestPath), 0, "manifest file"))

      var refusals: [(name: String, output: String?)] = []
      for damage in damages {
        try restore()
        try damage.file.flipByte(at: damage.offset)
        refusals.append((damage.name, try server.refusal()))
      }
      let refused = refusals.filter { $0.output != nil }
      let named = refused.filter { $0.output?.contains($0.name) == true }
      evidence.record("damages", damages.count, samples: damages.count)
      evidence.record("refused-share", Double(refused.count) / Double(damages.count), samples: 0)
      evidence.record("named-share", Double(named.count) / Double(damages.count), samples: 0)
      evidence.attach(
        refusals.map { "\($0.name): \($0.output ?? "started")" }.joined(separator: "\n"), named: "refusals.txt")
    }
  }

  @Test(.tags(.must)) func `DUR-09 zero-filled and garbage tails`() async throws {
    try await withStoppedServer { server, eventLoad, restore in
      var random = SplitMix64(state: eventLoad.seed)
      // None begins like a command, which would be an honest tail that was cut off.
      let garbage = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
      let tails: [(name: String, bytes: [UInt8])] = [
        ("100 zeros", Array(repeating: 0, count: 100)), ("4,096 zeros", Array(repeating: 0, count: 4096)),
        ("100 random bytes", Array(garbage.prefix(100))), ("4,096 random bytes", garbage),
      ]
      var refused = 0
      var rejected = 0
      var wrong = 0
      var outputs: [String] = []
      for tail in tails {
        try restore()
        try server.incrementalFile().append(tail.bytes)
        if let output = try server.refusal() {
          refused += 1
          outputs.append("\(tail.name): \(output)")
        }
        server.kill()
        if !(try server.appendOnlyFiles().check().isValid) { rejected += 1 }
        outputs.append(try server.appendOnlyFiles().fix().output)
        try server.start()
        let survivors = try eventLoad.verifier.survivors(of: Self.events, in: server)
        wrong += Self.events.count - survivors.intact + survivors.foreign
      }
      evidence.record("tails", tails.count, samples: tails.count)
      evidence.record("refused-share", Double(refused) / Double(tails.count), samples: 0)
      evidence.record("rejected-share", Double(rejected) / Double(tails.count), samples: 0)
      evidence.record("events-wrong", wrong, samples: tails.count * Self.events.count)
      evidence.attach(outputs.joined(separator: "\n"), named: "redis-check-aof.txt")
    }
  }

  @Test(.tags(.must)) func `DUR-10 a flipped byte inside a value`() async throws {
    try await withStoppedServer { server, eventLoad, _ in
      let incremental = try server.incrementalFile()
      let ends = try CommandBoundaries(ofFile: incremental.path).ends
      // Ten bytes before its end a command is inside its event; the events of the file are the last thousand, and
      // others stand before them.
      let flipped = stride(from: 1010, to: 2000, by: 50).map { event in
        (event: event, offset: ends[ends.count - (Self.events.count - event)] - 10)
      }
      for flip in flipped { try incremental.flipByte(at: flip.offset, mask: 1) }
      let isValid = try server.appendOnlyFiles().check().isValid
      let refusal = try server.refusal()
      let survivors = try eventLoad.verifier.survivors(of: Self.events, in: server)
      let found = Self.events.filter { survivors[$0] == .damaged }
      evidence.sometimes("the server started without noticing", refusal == nil && isValid)
      evidence.record("flipped", flipped.count, samples: flipped.count)
      evidence.record(
        "found-share", Double(flipped.count { survivors[$0.event] == .damaged }) / Double(flipped.count), samples: 0)
      evidence.record("false-alarms", Set(found).subtracting(flipped.map(\.event)).count, samples: survivors.present)
    }
  }

  @Test(.tags(.must)) func `DUR-13 silent loss at a start`() async throws {
    try await withStoppedServer { server, eventLoad, restore in
      let mishaps: [(name: String, happen: () throws -> Void)] = [
        ("the manifest is missing", { try FileSurgery(try server.appendOnlyFiles().manifestPath).remove() }),
        ("the incremental file is empty", { try server.incrementalFile().empty() }),
        ("appendonly is off by mistake", { try server.amendConfiguration("appendonly no") }),
      ]
      var detected = 0
      for (name, happen) in mishaps {
        try restore()
        try happen()
        if let refusal = try server.refusal() {
          detected += 1
          evidence.note("\(name): the server refused to start (\(refusal)).")
          continue
        }
        let held = try eventLoad.verifier.eventsHeld(by: server)
        let survivors = try eventLoad.verifier.survivors(of: Self.events, in: server)
        evidence.sometimes("events were gone: \(name)", held < Self.events.count)
        if survivors.missing > 0 { detected += 1 }
        evidence.note("\(name): the server started without an error, with \(held) of \(Self.events.count) events.")
      }
      evidence.record("mishaps", mishaps.count, samples: mishaps.count)
      evidence.record("detected-share", Double(detected) / Double(mishaps.count), samples: 0)
    }
  }
}
