import Foundation
import RESP

/// What is done to the server before its first client is let in.
struct Preparation {
  /// The server's socket.
  let server: String

  /// - Throws: `ProxyError` where the server does not answer.
  func prepare(_ flaw: Flaw) throws {
    switch flaw {
    case .foreignKeys(let count):
      for index in 0..<count { try execute(["SET", "session:\(index)", "somebody else's"]) }
    case .fragmentedHeap(let values):
      try execute(["EVAL", Self.fragmentation, "0", "\(values)"])
    case .idleMonitor:
      // Stays open, unread, until this process ends.
      _ = try connection(sending: ["MONITOR"])
    default: break
    }
  }

  /// Writes values of a size that hardly any event has, and deletes seven of eight: the allocator keeps eight of that
  /// size together, so that hardly a page is free again. None of it goes to the append-only file.
  private static let fragmentation = """
    redis.set_repl(redis.REPL_NONE)
    local value = string.rep('x', 3500)
    for i = 1, ARGV[1] do redis.call('SET', 'session:' .. i, value) end
    for i = 1, ARGV[1] do if i % 8 > 0 then redis.call('DEL', 'session:' .. i) end end
    return redis.status_reply('OK')
    """

  /// Sends the command until the server has read its data and answers OK.
  private func execute(_ words: [String]) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      let descriptor = try connection(sending: words)
      defer { close(descriptor) }
      var reply = Array(repeating: UInt8(0), count: 64)
      let count = read(descriptor, &reply, reply.count)
      if reply.prefix(max(count, 0)).starts(with: "+OK".utf8) { return }
      usleep(5_000)
    }
    throw ProxyError(description: "the server does not answer \(words[0])")
  }

  private func connection(sending words: [String]) throws -> Int32 {
    let command = [UInt8](command: words.map { Array($0.utf8) })
    guard let descriptor = Sockets.connect(to: server), write(descriptor, command, command.count) == command.count
    else { throw ProxyError(description: "the server does not take connections") }
    return descriptor
  }
}
