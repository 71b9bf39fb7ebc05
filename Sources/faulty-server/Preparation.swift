import Foundation
import RESP

/// What is done to the server before its first client connects.
struct Preparation {
  private let server: Server
  /// The client that reads nothing of what it asked for. It is connected as long as this lives.
  private var idle: OwnConnection?

  /// Does what the flaw needs.
  ///
  /// - Throws: `ProxyError` if the server does not do it within a minute.
  init(server: Server, _ flaw: Flaw) throws {
    self.server = server
    switch flaw {
    case .foreignKeys(let count):
      for index in 0..<count { _ = try execute(["SET", "session:\(index)", "a value of another application"]) }
    case .fragmentedHeap(let values):
      _ = try execute(["EVAL", Self.fragmentation, "0", "\(values)"])
    case .idleMonitor:
      idle = try execute(["MONITOR"])
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

  /// Sends the command until the server answers OK: before that it may still load its data.
  ///
  /// - Returns: the connection; `nil` if the server has ended.
  private func execute(_ words: [String]) throws -> OwnConnection? {
    let deadline = ContinuousClock.now + .seconds(60)
    let command = [UInt8](command: words.map(\.utf8))
    while ContinuousClock.now < deadline {
      if server.attend() != nil { return nil }
      if let connection = OwnConnection(to: server), let reply = try connection.execute([command]),
        reply.starts(with: "+OK".utf8)
      {
        return connection
      }
      usleep(5_000)
    }
    throw ProxyError(description: "the server has not answered OK to \(words[0]) for 60 s")
  }
}
