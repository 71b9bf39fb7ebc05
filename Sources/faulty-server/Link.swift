import Foundation
import RESP

/// One client and its connection to the server, with what is on its way between them.
final class Link {
  let client: Int32
  let server: Int32
  private var sender: Sender
  /// What the client sent and the injector has not seen yet.
  private var received: [UInt8] = []
  private var toServer = Backlog()
  private var toClient = Backlog()
  private var clientHasEnded = false
  private var serverHasEnded = false
  /// Until when the first command of what was received is held up.
  private(set) var heldUntil: ContinuousClock.Instant?

  /// - Parameter number: which connection it is, counted from 1.
  init(client: Int32, server: Int32, number: Int) {
    self.client = client
    self.server = server
    sender = Sender(number: number)
  }

  /// Whether nothing is left to be done: both ends can be closed.
  var isOver: Bool {
    serverHasEnded ? toClient.isEmpty : clientHasEnded && toServer.isEmpty && heldUntil == nil
  }

  func close() {
    for descriptor in [client, server] { Glibc.close(descriptor) }
  }

  // A side that does not take its bytes is not given more than this to wait for.
  private static let limit = 4 << 20

  var readsClient: Bool { !clientHasEnded && heldUntil == nil && toServer.count < Self.limit }
  var readsServer: Bool { !serverHasEnded && toClient.count < Self.limit }
  var writesClient: Bool { !toClient.isEmpty }
  var writesServer: Bool { !toServer.isEmpty }

  /// Takes what the client sent and passes it on, as the injector will.
  func readClient(_ room: UnsafeMutableBufferPointer<UInt8>, _ injector: inout FaultInjector) {
    // A hang-up is told even of a client that is not to be read now.
    guard readsClient, let count = receive(client, room) else { return }
    if count == 0 {
      clientHasEnded = true
      return
    }
    received.append(contentsOf: room[..<count])
    passOn(&injector)
  }

  /// Passes replies on untouched.
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

  /// Lets go of the command that was held up.
  func release(_ injector: inout FaultInjector) {
    heldUntil = nil
    passOn(&injector, isReleased: true)
  }

  /// The count of bytes, 0 at the end of the stream; none where there is nothing to read now.
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
      // Commands that nothing happens to go on as one piece.
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
      // The server is to refuse it.
      if case .malformed = commands.stop { position = bytes.count }
      copy(to: position)
    }
    received.removeFirst(position)
    out.withUnsafeBufferPointer { toServer.send($0, to: server) }
  }
}
