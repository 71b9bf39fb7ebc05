import Foundation
import Processes
import RESP

/// The Unix socket of a server: enough of a client to log in, to see whether someone answers, and to ask for the names
/// of the settings.
final class ServerSocket {
  private let descriptor: Int32

  /// - Parameter seconds: how long each answer may take.
  /// - Returns: `nil` if nobody listens.
  init?(path: String, within seconds: Int = 1) {
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    var limit = timeval(tv_sec: seconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
    }
    guard UnixSocketAddress.with(path: path, { connect(descriptor, $0, $1) }) == 0 else { return nil }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// The answer to a command if it is one line: a status such as `+PONG`, or an error such as `-NOAUTH …`; `nil` if none
  /// comes.
  func line(answering words: [String]) -> String? {
    guard send(words) else { return nil }
    var answer: [UInt8] = []
    while !answer.ends(with: "\r\n".utf8) {
      guard receive(into: &answer) else { return nil }
    }
    return String(decoding: answer.dropLast(2), as: UTF8.self)
  }

  /// The answer to a command if it is a list of texts; `nil` if it is another.
  func texts(answering words: [String]) -> [String]? {
    guard send(words) else { return nil }
    var answer: [UInt8] = []
    while true {
      guard receive(into: &answer) else { return nil }
      // A list of texts is written as a command is.
      let (texts, isIncomplete) = answer.withUnsafeBytes { bytes in
        var reader = CommandReader(bytes, from: .appendOnlyFile)
        let texts = reader.next()?.words.map { String(decoding: bytes[$0], as: UTF8.self) }
        return (texts, reader.stop == .incomplete)
      }
      if texts != nil || !isIncomplete { return texts }
    }
  }

  /// The answer to a command if it is one text; `nil` if it is another.
  func text(answering words: [String]) -> String? {
    guard send(words) else { return nil }
    var answer: [UInt8] = []
    while true {
      guard receive(into: &answer) else { return nil }
      guard let end = answer.firstIndex(of: UInt8(ascii: "\n")) else { continue }
      let head = String(decoding: answer[..<end], as: UTF8.self)
      guard head.hasPrefix("$"), let count = Int(head.dropFirst().dropLast()), count >= 0 else { return nil }
      let text = answer[(end + 1)...].prefix(count)
      if text.count == count { return String(decoding: text, as: UTF8.self) }
    }
  }

  private func send(_ words: [String]) -> Bool {
    var command = CommandBuffer(capacity: 256)
    command.append(command: words)
    // Without a signal if the server has ended meanwhile.
    return command.withUnsafeBytes {
      Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) == $0.count
    }
  }

  private func receive(into answer: inout [UInt8]) -> Bool {
    var room = [UInt8](repeating: 0, count: 1 << 16)
    let count = recv(descriptor, &room, room.count, 0)
    answer += room.prefix(max(0, count))
    return count > 0
  }
}

extension [UInt8] {
  fileprivate func ends(with suffix: some Collection<UInt8>) -> Bool {
    count >= suffix.count && self.suffix(suffix.count).elementsEqual(suffix)
  }
}
