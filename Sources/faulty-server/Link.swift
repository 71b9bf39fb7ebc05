import Foundation
import RESP

/// A client's connection, the connection to the server that belongs to it, and the bytes on their way between them.
final class Link {
  let client: Int32
  let server: Int32
  private var sender: Sender
  /// What the client sent and was not passed on yet.
  private var received: [UInt8] = []
  private var toServer = Backlog()
  private var toClient = Backlog()
  private var clientHasEnded = false
  private var serverHasEnded = false
  /// When the client sent something last.
  private var lastSent = ContinuousClock.now
  /// Until when the first command that was received is held; `nil` if it is not.
  private(set) var heldUntil: ContinuousClock.Instant?

  /// - Parameters:
  ///   - number: the number of the connection, counted from 1.
  ///   - others: how many other connections are open.
  ///   - isOverPort: whether the client came over the port.
  init(client: Int32, server: Int32, number: Int, others: Int, isOverPort: Bool) {
    self.client = client
    self.server = server
    sender = Sender(number: number, others: others, isOverPort: isOverPort)
  }

  /// Whether both connections can be closed.
  var isOver: Bool {
    serverHasEnded ? toClient.isEmpty : clientHasEnded && toServer.isEmpty && heldUntil == nil
  }

  /// Ends the connection if the client has sent nothing for so long.
  func cut(idleFor limit: Duration) {
    guard ContinuousClock.now - lastSent > limit else { return }
    (serverHasEnded, toClient) = (true, Backlog())
  }

  func close() {
    for descriptor in [client, server] { Glibc.close(descriptor) }
  }

  // Nothing more is read for a side that is so many bytes behind.
  private static let limit = 4 << 20

  var readsClient: Bool { !clientHasEnded && heldUntil == nil && toServer.count < Self.limit }
  var readsServer: Bool { !serverHasEnded && toClient.count < Self.limit }
  var writesClient: Bool { !toClient.isEmpty }
  var writesServer: Bool { !toServer.isEmpty }

  /// Reads what the client sent and passes it on as the fault injector decides.
  func readClient(_ room: UnsafeMutableBufferPointer<UInt8>, _ injector: inout FaultInjector) {
    // poll reports a hang-up even of a client that is not to be read now.
    guard readsClient, let count = receive(client, room) else { return }
    if count == 0 {
      clientHasEnded = true
      return
    }
    lastSent = .now
    received.append(contentsOf: room[..<count])
    passOn(&injector)
  }

  /// Passes replies on as they are.
  func readServer(_ room: UnsafeMutableBufferPointer<UInt8>) {
    guard readsServer, let count = receive(server, room) else { return }
    if count == 0 {
      serverHasEnded = true
    } else {
      toClient.send(UnsafeBufferPointer(rebasing: room[..<count]), to: client)
    }
  }

  func writeClient() {
    if !toClient.flush(to: client) { serverHasEnded = true }
  }

  func writeServer() {
    if !toServer.flush(to: server) { clientHasEnded = true }
  }

  /// Passes on the command that was held.
  func release(_ injector: inout FaultInjector) {
    heldUntil = nil
    passOn(&injector, isReleased: true)
  }

  /// Reads bytes.
  ///
  /// - Returns: their count, which is 0 at the end of the stream; `nil` if there is nothing to read now.
  private func receive(_ descriptor: Int32, _ room: UnsafeMutableBufferPointer<UInt8>) -> Int? {
    let count = read(descriptor, room.baseAddress, room.count)
    if count < 0, errno == EAGAIN || errno == EINTR { return nil }
    return max(count, 0)
  }

  private func passOn(_ injector: inout FaultInjector, isReleased: Bool = false) {
    var isReleased = isReleased
    var out: [UInt8] = []
    var position = 0
    received.withUnsafeBytes { bytes in
      var commands = CommandReader(bytes, from: .client)
      // Commands that are passed on as they are go in one piece.
      var untouched = 0
      func copy(to end: Int) {
        if untouched < end { out.append(contentsOf: bytes[untouched..<end]) }
        untouched = end
      }
      loop: while let command = commands.next() {
        let action = isReleased ? .pass : injector.action(for: command, in: bytes, from: &sender, at: .now)
        isReleased = false
        switch action {
        case .pass: break
        case .replace(let replacement):
          copy(to: position)
          out += replacement
          untouched = command.range.upperBound
        case .drop:
          copy(to: position)
          untouched = command.range.upperBound
        case .hold(let until):
          heldUntil = until
          break loop
        }
        position = command.range.upperBound
      }
      // The server is to refuse what is malformed.
      if case .malformed = commands.stop { position = bytes.count }
      copy(to: position)
    }
    received.removeFirst(position)
    out.withUnsafeBufferPointer { toServer.send($0, to: server) }
  }
}
