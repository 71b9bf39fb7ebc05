/// What becomes of a command on its way to the server.
package enum Fate: Equatable {
  case pass
  /// The server gets this command instead. Its reply is of the same kind, so that no reply has to be touched.
  case replace([UInt8])
  /// The server gets it so many milliseconds later, and all that follows it on its connection too.
  case delay(milliseconds: Int)
}

/// Applies the flaw to one command after another, of all connections.
package struct Meddler {
  private let flaw: Flaw
  /// Commands so far of the kind that the flaw is about.
  private var count = 0

  package init(_ flaw: Flaw) {
    self.flaw = flaw
  }

  package mutating func fate(of request: Request, in bytes: UnsafeBufferPointer<UInt8>) -> Fate {
    guard let name = request.words.first.map({ Name(bytes[$0]) }) else { return .pass }
    func words() -> [[UInt8]] { request.words.map { Array(bytes[$0]) } }
    switch flaw {
    case .none, .foreignKeys, .formerTenant, .idleMonitor: return .pass
    case .dropWrites(let every):
      guard let name, name.isWrite, isDue(every) else { return .pass }
      return .replace(encode(pretence(of: name, words())))
    case .flipByte(let every):
      guard let name, name.isWrite, isDue(every) else { return .pass }
      var words = words()
      guard let middle = words.last.map({ $0.count / 2 }), words[words.count - 1].indices.contains(middle) else {
        return .pass
      }
      words[words.count - 1][middle] ^= 1
      return .replace(encode(words))
    case .writeTwice:
      guard let name, name.isWrite, request.words.count > 1 else { return .pass }
      var words = words()
      guard let last = words[1].indices.last, (0x30...0x39).contains(words[1][last]) else { return .pass }
      words[1][last] &= ~1
      return .replace(encode(words))
    case .duplicateWrites:
      guard let name, name.isWrite else { return .pass }
      let script = "redis.call(unpack(ARGV)) return redis.call(unpack(ARGV))"
      return .replace(encode([Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words()))
    case .delay(let every, let milliseconds):
      return isDue(every) ? .delay(milliseconds: milliseconds) : .pass
    case .loseDeletes(let every):
      guard let name, name.isDelete, isDue(every) else { return .pass }
      return .replace(forgetful(words()))
    case .expireWrites(let every):
      guard name == .set, isDue(every) else { return .pass }
      return .replace(encode(words() + [Array("PX".utf8), Array("10".utf8)]))
    case .ignoreConfigSet:
      guard name == .config, request.words.count > 1, Name(bytes[request.words[1]]) == .set else { return .pass }
      return .replace(Self.nothing)
    case .hideErrors:
      guard let name, name.isWrite else { return .pass }
      let script = "local reply = redis.pcall(unpack(ARGV)) return reply.err and redis.status_reply('OK') or reply"
      return .replace(encode([Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words()))
    }
  }

  private mutating func isDue(_ every: Int) -> Bool {
    count += 1
    return count.isMultiple(of: every)
  }

  /// A command that changes nothing and answers as the write would.
  private func pretence(of name: Name, _ words: [[UInt8]]) -> [[UInt8]] {
    switch name {
    case .rpush: [Array("LLEN".utf8), words[1]]
    // An id that a stream could have given; nobody looks it up.
    case .xadd: [Array("ECHO".utf8), Array("1732363200000-0".utf8)]
    default: [Array("UNWATCH".utf8)]
    }
  }

  /// The delete without its last key, which it counts all the same.
  private func forgetful(_ words: [[UInt8]]) -> [UInt8] {
    guard words.count > 2 else { return encode([Array("EXISTS".utf8)] + words.dropFirst()) }
    let script = "return redis.call(unpack(ARGV)) + 1"
    return encode([Array("EVAL".utf8), Array(script.utf8), Array("0".utf8)] + words.dropLast())
  }

  /// Answers OK.
  private static let nothing = encode([Array("UNWATCH".utf8)])
}

/// The commands that flaws are about.
private enum Name: String, CaseIterable {
  case set, xadd, rpush, del, unlink, config

  init?(_ word: Slice<UnsafeBufferPointer<UInt8>>) {
    guard let name = Self.allCases.first(where: { $0.matches(word) }) else { return nil }
    self = name
  }

  var isWrite: Bool { self == .set || self == .xadd || self == .rpush }
  var isDelete: Bool { self == .del || self == .unlink }

  private func matches(_ word: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
    let letters = rawValue.utf8
    return letters.count == word.count && zip(letters, word).allSatisfy { $0 == $1 | 0x20 }
  }
}

/// The command in the server's protocol.
package func encode(_ words: [[UInt8]]) -> [UInt8] {
  words.reduce(into: Array("*\(words.count)\r\n".utf8)) { bytes, word in
    bytes += "$\(word.count)\r\n".utf8
    bytes += word
    bytes += "\r\n".utf8
  }
}
