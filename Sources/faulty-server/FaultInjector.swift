package import RESP

/// What the proxy does with a command.
package enum Action: Equatable {
  /// Passes it on as it is.
  case pass
  /// Passes this command on instead. Its reply has the form of the original's, so that no reply has to be changed.
  case replace([UInt8])
  /// Passes it on at that moment, and what follows on its connection after it.
  case hold(until: ContinuousClock.Instant)
  /// Neither passes it on nor answers it.
  case drop
}

/// The connection of a client.
package struct Sender {
  /// Its number among all connections so far, counted from 1.
  package let number: Int
  /// How many other connections were open when it came.
  fileprivate let others: Int
  /// Whether it came over the port, and not over the Unix socket.
  fileprivate let isOverPort: Bool
  /// How many commands it has sent.
  fileprivate var commands = 0

  package init(number: Int, others: Int = 0, isOverPort: Bool = true) {
    self.number = number
    self.others = others
    self.isOverPort = isOverPort
  }
}

/// Decides what the flaw does to each command, in the order in which they come from all connections.
package struct FaultInjector {
  private let flaw: Flaw
  /// Commands so far of the kind that the flaw concerns.
  private var count = 0
  private var throttle: Throttle?
  /// Until when what a rewrite has begun goes on.
  private var frozenUntil: ContinuousClock.Instant?
  /// Writes that were acknowledged and must be done later.
  package var lateWrites = LateWrites()

  package init(_ flaw: Flaw) {
    self.flaw = flaw
    if case .throttle(let first, let last, let seconds) = flaw {
      throttle = Throttle(from: first, to: last, over: .seconds(seconds))
    }
  }

  /// Whether one more connection is accepted beside so many open ones.
  package func admits(beside open: Int) -> Bool {
    guard case .refuseConnections(let first) = flaw else { return true }
    return open + 1 < first
  }

  /// Decides on a command.
  ///
  /// - Parameters:
  ///   - bytes: what the places in the command refer to.
  ///   - now: the present moment, from which delays count.
  package mutating func action(
    for command: Command, in bytes: UnsafeRawBufferPointer, from sender: inout Sender,
    at now: ContinuousClock.Instant
  ) -> Action {
    guard let name = command.words.first.map({ CommandName(bytes[$0]) }) else { return .pass }
    sender.commands += 1
    func words() -> [[UInt8]] { command.words.map { Array(bytes[$0]) } }
    switch flaw {
    case .none, .foreignKeys, .fragmentedHeap, .idleMonitor, .refuseConnections, .smallBacklog, .slowAccepts, .cutIdle:
      return .pass
    case .dropWrites(let every):
      guard let name, name.isWrite, command.words.count > 1, isDue(every) else { return .pass }
      return .replace([UInt8](command: withoutEffect(name, words())))
    case .flipByte(let every):
      guard let name, name.isWrite, command.words.count > 1, isDue(every) else { return .pass }
      var words = words()
      guard let middle = words.last.map({ $0.count / 2 }), words[words.count - 1].indices.contains(middle) else {
        return .pass
      }
      words[words.count - 1][middle] ^= 1
      return .replace([UInt8](command: words))
    case .writeTwice:
      guard let name, name.isWrite, command.words.count > 1 else { return .pass }
      var words = words()
      guard let last = words[1].indices.last, (0x30...0x39).contains(words[1][last]) else { return .pass }
      words[1][last] &= ~1
      return .replace([UInt8](command: words))
    case .duplicateWrites:
      guard let name, name.isWrite else { return .pass }
      let script = "redis.call(unpack(ARGV)) return redis.call(unpack(ARGV))"
      return .replace([UInt8](command: [Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words()))
    case .delay(let every, let milliseconds):
      return isDue(every) ? .hold(until: now + .milliseconds(milliseconds)) : .pass
    case .loseDeletes(let every):
      guard let name, name.isDelete, isDue(every) else { return .pass }
      return .replace(withoutLastKey(words()))
    case .expireWrites(let every):
      guard name == .set, isDue(every) else { return .pass }
      return .replace([UInt8](command: words() + [Array("PX".utf8), Array("10".utf8)]))
    case .ignoreConfigSet:
      guard name == .config, command.words.count > 1, CommandName(bytes[command.words[1]]) == .set else { return .pass }
      return .replace(Self.acknowledgement)
    case .hideErrors:
      guard let name, name.isWrite else { return .pass }
      let script = "local reply = redis.pcall(unpack(ARGV)) return reply.err and redis.status_reply('OK') or reply"
      return .replace([UInt8](command: [Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words()))
    case .lateWrites(let every, let milliseconds):
      guard let name, name == .set || name.isDelete else { return .pass }
      for key in command.words.dropFirst().prefix(name == .set ? 1 : .max) { lateWrites.drop(Array(bytes[key])) }
      guard name == .set, command.words.count > 2, isDue(every) else { return .pass }
      lateWrites.postpone(
        Array(bytes[command.range]), of: Array(bytes[command.words[1]]), until: now + .milliseconds(milliseconds))
      return .replace(Self.acknowledgement)
    case .writeBehind(let milliseconds):
      if name == .set, command.words.count == 3, sender.isOverPort {
        lateWrites.postpone(
          Array(bytes[command.range]), of: Array(bytes[command.words[1]]), until: now + .milliseconds(milliseconds))
        return .replace(Self.acknowledgement)
      }
      guard lateWrites.nextDue != nil else { return .pass }
      lateWrites.hasten(to: now)
      return .hold(until: now)
    case .throttle:
      guard let turn = throttle?.turn(at: now), turn > now else { return .pass }
      return .hold(until: turn)
    case .freezeOnRewrite(let milliseconds):
      if let frozenUntil, frozenUntil > now { return .hold(until: frozenUntil) }
      if name == .bgrewriteaof { frozenUntil = now + .milliseconds(milliseconds) }
      return .pass
    case .emptyReadsOnRewrite(let milliseconds):
      if name == .bgrewriteaof { frozenUntil = now + .milliseconds(milliseconds) }
      guard name == .get, let frozenUntil, frozenUntil > now else { return .pass }
      return .replace(Self.emptyRead)
    case .slowClients(let first, let milliseconds):
      return sender.others + 1 >= first ? .hold(until: now + .milliseconds(milliseconds)) : .pass
    case .slowGroupReads(let milliseconds):
      return name == .xreadgroup ? .hold(until: now + .milliseconds(milliseconds)) : .pass
    case .forgetClients(let every):
      return sender.number.isMultiple(of: every) && sender.commands > Self.answered ? .drop : .pass
    }
  }

  private mutating func isDue(_ every: Int) -> Bool {
    count += 1
    return count.isMultiple(of: every)
  }

  /// A command that changes nothing and has the reply of this write.
  private func withoutEffect(_ name: CommandName, _ words: [[UInt8]]) -> [[UInt8]] {
    switch name {
    case .rpush: [Array("LLEN".utf8), words[1]]
    // An id that a stream could have given to the entry.
    case .xadd: [Array("ECHO".utf8), Array("1732363200000-0".utf8)]
    default: [Array("UNWATCH".utf8)]
    }
  }

  /// A deletion that spares the last key, but counts it as deleted.
  private func withoutLastKey(_ words: [[UInt8]]) -> [UInt8] {
    guard words.count > 2 else { return [UInt8](command: [Array("EXISTS".utf8)] + words.dropFirst()) }
    let script = "return redis.call(unpack(ARGV)) + 1"
    return [UInt8](command: [Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words.dropLast())
  }

  /// How many commands of a connection are answered before the proxy forgets it.
  private static let answered = 20

  /// A read of a key that nobody writes.
  private static let emptyRead = [UInt8](command: [Array("GET".utf8), []])

  /// A command that changes nothing; its reply is OK.
  private static let acknowledgement = [UInt8](command: [Array("UNWATCH".utf8)])
}
