import CHiredis
import Foundation
import Processes

/// A connection that never waits: for one thread that serves many of them, each when the kernel says that it is ready.
package final class PolledConnection {
  /// What happened to bytes that were to be sent.
  package enum Sending: Sendable, Equatable {
    case done
    /// The kernel has no room: send the rest when `descriptor` is writable.
    case held
    case lost
  }

  private let connection: RedisConnection
  /// What the kernel had no room for yet.
  private var held: [UInt8] = []

  /// The socket, to be polled.
  package var descriptor: Int32 { connection.context.pointee.fd }

  /// Takes over a connection that has nothing under way; it must not be used any more.
  ///
  /// - Throws: `SystemError.call`.
  package init(_ connection: RedisConnection) throws {
    self.connection = connection
    let descriptor = connection.context.pointee.fd
    let flags = fcntl(descriptor, F_GETFL)
    guard flags >= 0, fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw SystemError.call("make the connection to \(connection.endpoint) non-blocking")
    }
    connection.context.pointee.flags &= ~REDIS_BLOCK
  }

  /// Sends a command that is already in the server's protocol, behind what is held.
  package func send(_ bytes: UnsafeRawBufferPointer) -> Sending {
    guard held.isEmpty else {
      held.append(contentsOf: bytes)
      return .held
    }
    guard let sent = pass(bytes) else { return .lost }
    guard sent < bytes.count else { return .done }
    held.append(contentsOf: bytes[sent...])
    return .held
  }

  /// Sends what is held.
  package func flush() -> Sending {
    guard let sent = held.withUnsafeBytes({ pass($0) }) else { return .lost }
    held.removeFirst(sent)
    return held.isEmpty ? .done : .held
  }

  /// How many of the bytes the kernel took; `nil` if the connection is lost.
  private func pass(_ bytes: UnsafeRawBufferPointer) -> Int? {
    while true {
      let sent = Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
      if sent >= 0 { return sent }
      if errno == EAGAIN { return 0 }
      if errno != EINTR { return nil }
    }
  }

  /// Takes what has arrived.
  ///
  /// - Returns: whether the connection is still open.
  package func receive() -> Bool {
    redisBufferRead(connection.context) == REDIS_OK
  }

  /// Reads, in place, the next answer of what was received.
  ///
  /// - Returns: what the closure returns; `nil` if no whole answer is there.
  @inline(__always)
  package func nextReply<Result>(_ read: (ReplyView) -> Result) -> Result? {
    var raw: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(connection.context, &raw) == REDIS_OK, let raw else { return nil }
    defer { freeReplyObject(raw) }
    return read(ReplyView(raw.assumingMemoryBound(to: redisReply.self)))
  }
}
