import Firehose
import RedisFixture
import Workload

/// What becomes of an append-only file with a tail that is no command, or with a last command that is none any more.
package struct DamagedTail: Sendable, Equatable {
  package var name: String
  /// What the server said when it refused to start; `nil` if it started.
  package var refusal: String?
  /// Events that the server served without a word though they were damaged.
  package var served: Int
  /// Whether redis-check-aof rejected it.
  package var isRejected: Bool
  /// What redis-check-aof said when it repaired the file.
  package var repair: String
  /// Events missing, damaged or foreign after the repair.
  package var eventsWrong: Int

  package init(
    name: String, refusal: String?, served: Int = 0, isRejected: Bool, repair: String, eventsWrong: Int
  ) {
    self.name = name
    self.refusal = refusal
    self.served = served
    self.isRejected = isRejected
    self.repair = repair
    self.eventsWrong = eventsWrong
  }

  /// Whether the server or the checker said something before the server served anything.
  package var isFound: Bool { refusal != nil || isRejected }

  /// Makes one tail after the other, tries a start, repairs the file and starts.
  ///
  /// - Throws: `FixtureError`, `SystemError`; what keeps the server from starting after the repair.
  package static func make(in buffer: StoppedBuffer) throws -> [DamagedTail] {
    let server = buffer.server
    let (verifier, events) = (buffer.eventLoad.verifier, StoppedBuffer.events)
    return try Tail.all(seed: buffer.eventLoad.seed).map { tail in
      func damage() throws {
        try buffer.restore()
        try tail.damage(try server.incrementalFile())
      }
      try damage()
      let isRejected = !(try server.appendOnlyFiles().check().isValid)
      let refusal = try server.refusal()
      let served = refusal == nil ? try verifier.survivors(of: events, in: server).damaged : 0
      // A server that has started may have changed the file.
      try damage()
      let repair = try server.appendOnlyFiles().fix().output
      try server.start()
      return DamagedTail(
        name: tail.name, refusal: refusal, served: served, isRejected: isRejected, repair: repair,
        eventsWrong: try verifier.survivors(of: events, in: server).difference(fromFirst: tail.whole(of: events.count)))
    }
  }

  /// What a loss of power leaves where the file system knew the length but not the data, or not yet the end of it.
  package struct Tail: Sendable {
    package enum Place: Sendable {
      /// Behind the last command.
      case behind
      /// In the place of the end of the last command.
      case inside
    }

    package var name: String
    package var place: Place
    package var bytes: [UInt8]

    /// Puts it into a file.
    func damage(_ file: FileSurgery) throws {
      switch place {
      case .behind: try file.append(bytes)
      case .inside: try file.overwriteEnd(with: bytes)
      }
    }

    /// How many of so many events it leaves whole: all, or all but the last.
    func whole(of count: Int) -> Int { place == .behind ? count : count - 1 }

    /// None begins like a command, which would be an honest tail that was cut off; none that is inside reaches the
    /// command before the last.
    package static func all(seed: UInt64) -> [Tail] {
      var random = SplitMix64(state: seed)
      let garbage = (0..<4096).map { _ in UInt8(truncatingIfNeeded: random.next()) | 0x80 }
      let zeros = [UInt8](repeating: 0, count: 4096)
      return [(100, Place.behind), (4096, .behind), (100, .inside), (300, .inside)].flatMap { count, place in
        let words = place == .behind ? "" : " in the place of the last command's end"
        let number = count == 4096 ? "4,096" : "\(count)"
        return [
          Tail(name: "\(number) zeros\(words)", place: place, bytes: Array(zeros.prefix(count))),
          Tail(name: "\(number) random bytes\(words)", place: place, bytes: Array(garbage.prefix(count))),
        ]
      }
    }
  }
}

extension [DamagedTail] {
  /// The share that the server or the checker found before anything was served.
  package var foundShare: Double { Double(count(where: \.isFound)) / Double(count) }
  /// The share at which the server refused to start.
  package var refusedShare: Double { Double(count { $0.refusal != nil }) / Double(count) }
  /// Damaged events that the server served without a word.
  package var served: Int { reduce(0) { $0 + $1.served } }
  package var eventsWrong: Int { reduce(0) { $0 + $1.eventsWrong } }
}

extension Survivors {
  /// How many events are otherwise than if just so many of the first were there, byte for byte.
  package func difference(fromFirst count: Int) -> Int {
    events.prefix(count).count { self[$0] != .intact } + events.dropFirst(count).count { self[$0] != .missing }
      + foreign
  }
}
