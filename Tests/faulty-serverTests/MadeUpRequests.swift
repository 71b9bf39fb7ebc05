import RESP
import faulty_server

struct UnreadableRequest: Error {}

/// A command, given as words, as a client sends it.
func request(_ words: String) -> [UInt8] {
  [UInt8](command: words.split(separator: " ").map { Array($0.utf8) })
}

extension Meddler {
  /// What becomes of a command that is given as words.
  mutating func fate(
    of words: String, from sender: inout Sender, at now: ContinuousClock.Instant
  ) throws -> Fate {
    try request(words).withUnsafeBytes { bytes in
      var commands = CommandReader(bytes, from: .client)
      guard let command = commands.next() else { throw UnreadableRequest() }
      return fate(of: command, in: bytes, from: &sender, at: now)
    }
  }
}
