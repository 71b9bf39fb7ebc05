import RESP
import faulty_server

struct UnreadableCommand: Error {}

/// A command, given as words, as a client sends it.
func command(_ words: String) -> [UInt8] {
  [UInt8](command: words.split(separator: " ").map { Array($0.utf8) })
}

extension FaultInjector {
  /// What is done with a command that is given as words.
  mutating func action(
    for words: String, from sender: inout Sender, at now: ContinuousClock.Instant
  ) throws -> Action {
    try command(words).withUnsafeBytes { bytes in
      var commands = CommandReader(bytes, from: .client)
      guard let command = commands.next() else { throw UnreadableCommand() }
      return action(for: command, in: bytes, from: &sender, at: now)
    }
  }
}
