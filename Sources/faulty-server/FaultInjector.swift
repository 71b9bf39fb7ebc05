package import RESP

/// What becomes of a command on its way to the server.
package enum Action: Equatable {
  case pass
  /// The server gets this command instead. Its reply is of the same kind, so that no reply has to be touched.
  case replace([UInt8])
  /// The server gets it then, and all that follows it on its connection later.
  case hold(until: ContinuousClock.Instant)
  /// The server never gets it, and nobody answers.
  case drop
}

/// The connection that a command came on.
package struct Sender {
  /// Which of all connections so far it is, counted from 1.
  package let number: Int
  /// How many commands came on it.
  fileprivate var commands = 0

  package init(number: Int) {
    self.number = number
  }
}

/// Applies the flaw to one command after another, of all connections.
package struct FaultInjector {
  private let flaw: Flaw
  /// Commands so far of the kind that the flaw is about.
  private var count = 0
  private var pace: Pace?
  private var frozenUntil: ContinuousClock.Instant?
  /// What is to be done without being asked again.
  package var lateWrites = LateWrites()

  package init(_ flaw: Flaw) {
    self.flaw = flaw
    if case .tire(let rested, let tired, let seconds) = flaw {
      pace = Pace(from: rested, to: tired, over: .seconds(seconds))
    }
  }

  /// Whether one more connection is let in beside those that are open.
  package func admits(beside open: Int) -> Bool {
    guard case .refuseConnections(let first) = flaw else { return true }
    return open + 1 < first
  }

  package mutating func action(
    for command: Command, in bytes: UnsafeRawBufferPointer, from sender: inout Sender,
    at now: ContinuousClock.Instant
  ) -> Action {
    guard let name = command.words.first.map({ CommandName(bytes[$0]) }) else { return .pass }
    sender.commands += 1
    func words() -> [[UInt8]] { command.words.map { Array(bytes[$0]) } }
    switch flaw {
    case .none, .foreignKeys, .formerTenant, .idleMonitor, .refuseConnections: return .pass
    case .dropWrites(let every):
      guard let name, name.isWrite, isDue(every) else { return .pass }
      return .replace([UInt8](command: pretence(of: name, words())))
    case .flipByte(let every):
      guard let name, name.isWrite, isDue(every) else { return .pass }
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
      return .replace(forgetful(words()))
    case .expireWrites(let every):
      guard name == .set, isDue(every) else { return .pass }
      return .replace([UInt8](command: words() + [Array("PX".utf8), Array("10".utf8)]))
    case .ignoreConfigSet:
      guard name == .config, command.words.count > 1, CommandName(bytes[command.words[1]]) == .set else { return .pass }
      return .replace(Self.nothing)
    case .hideErrors:
      guard let name, name.isWrite else { return .pass }
      let script = "local reply = redis.pcall(unpack(ARGV)) return reply.err and redis.status_reply('OK') or reply"
      return .replace([UInt8](command: [Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words()))
    case .lateWrites(let every, let milliseconds):
      guard let name, name == .set || name.isDelete else { return .pass }
      for key in command.words.dropFirst().prefix(name == .set ? 1 : .max) { lateWrites.forget(Array(bytes[key])) }
      guard name == .set, command.words.count > 2, isDue(every) else { return .pass }
      lateWrites.putOff(
        Array(bytes[command.range]), of: Array(bytes[command.words[1]]), until: now + .milliseconds(milliseconds))
      return .replace(Self.nothing)
    case .tire:
      guard let turn = pace?.turn(at: now), turn > now else { return .pass }
      return .hold(until: turn)
    case .freezeOnRewrite(let milliseconds):
      if let frozenUntil, frozenUntil > now { return .hold(until: frozenUntil) }
      if name == .bgrewriteaof { frozenUntil = now + .milliseconds(milliseconds) }
      return .pass
    case .forgetClients(let every):
      return sender.number.isMultiple(of: every) && sender.commands > Self.remembered ? .drop : .pass
    }
  }

  private mutating func isDue(_ every: Int) -> Bool {
    count += 1
    return count.isMultiple(of: every)
  }

  /// A command that changes nothing and answers as the write would.
  private func pretence(of name: CommandName, _ words: [[UInt8]]) -> [[UInt8]] {
    switch name {
    case .rpush: [Array("LLEN".utf8), words[1]]
    // An id that a stream could have given; nobody looks it up.
    case .xadd: [Array("ECHO".utf8), Array("1732363200000-0".utf8)]
    default: [Array("UNWATCH".utf8)]
    }
  }

  /// The delete without its last key, which it counts all the same.
  private func forgetful(_ words: [[UInt8]]) -> [UInt8] {
    guard words.count > 2 else { return [UInt8](command: [Array("EXISTS".utf8)] + words.dropFirst()) }
    let script = "return redis.call(unpack(ARGV)) + 1"
    return [UInt8](command: [Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words.dropLast())
  }

  /// How many commands of a client that will be forgotten are answered.
  private static let remembered = 20

  /// Answers OK.
  private static let nothing = [UInt8](command: [Array("UNWATCH".utf8)])
}
