import Firehose
import RedisFixture
import Workload

/// What becomes of an append-only file with a tail that is no command.
package struct DamagedTail: Sendable, Equatable {
  package var name: String
  /// What the server said when it refused to start; `nil` if it started.
  package var refusal: String?
  /// Whether redis-check-aof rejected it.
  package var isRejected: Bool
  /// What redis-check-aof said when it repaired the file.
  package var repair: String
  /// Events missing, damaged or foreign after the repair.
  package var eventsWrong: Int

  package init(name: String, refusal: String?, isRejected: Bool, repair: String, eventsWrong: Int) {
    self.name = name
    self.refusal = refusal
    self.isRejected = isRejected
    self.repair = repair
    self.eventsWrong = eventsWrong
  }

  /// Appends one tail after the other, tries a start, repairs the file and starts.
  ///
  /// - Throws: `FixtureError`, `SystemError`; what keeps the server from starting after the repair.
  package static func append(to buffer: StoppedBuffer) throws -> [DamagedTail] {
    let server = buffer.server
    return try tails(seed: buffer.eventLoad.seed).map { name, bytes in
      try buffer.restore()
      try server.incrementalFile().append(bytes)
      let refusal = try server.refusal()
      server.kill()
      let isRejected = !(try server.appendOnlyFiles().check().isValid)
      let repair = try server.appendOnlyFiles().fix().output
      try server.start()
      let survivors = try buffer.eventLoad.verifier.survivors(of: StoppedBuffer.events, in: server)
      return DamagedTail(
        name: name, refusal: refusal, isRejected: isRejected, repair: repair,
        eventsWrong: StoppedBuffer.events.count - survivors.intact + survivors.foreign)
    }
  }

  /// None begins like a command, which would be an honest tail that was cut off.
  package static func tails(seed: UInt64) -> [(name: String, bytes: [UInt8])] {
    var random = SplitMix64(state: seed)
    let garbage = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
    return [
      ("100 zeros", Array(repeating: 0, count: 100)), ("4,096 zeros", Array(repeating: 0, count: 4096)),
      ("100 random bytes", Array(garbage.prefix(100))), ("4,096 random bytes", garbage),
    ]
  }
}

extension [DamagedTail] {
  /// The share at which the server refused to start.
  package var refusedShare: Double { Double(count { $0.refusal != nil }) / Double(count) }
  /// The share that redis-check-aof rejected.
  package var rejectedShare: Double { Double(count(where: \.isRejected)) / Double(count) }
  package var eventsWrong: Int { reduce(0) { $0 + $1.eventsWrong } }
}
