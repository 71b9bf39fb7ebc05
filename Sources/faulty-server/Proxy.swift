import Foundation

/// Stands between the clients and the server until the server ends.
struct Proxy {
  private let addresses: Addresses
  private let server: Server
  private let flaw: Flaw
  private var injector: FaultInjector
  private var listeners: [Int32] = []
  private var links: [Link] = []
  /// Connections that were accepted so far.
  private var accepted = 0
  private var firstAccepted: ContinuousClock.Instant?
  /// Where late writes go.
  private var own: OwnConnection?
  private let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)

  init(_ addresses: Addresses, server: Server, flaw: Flaw) {
    self.addresses = addresses
    self.server = server
    self.flaw = flaw
    injector = FaultInjector(flaw)
  }

  /// Passes commands and replies on until the server ends.
  ///
  /// - Returns: the exit status of the server.
  /// - Throws: `ProxyError` if it cannot listen, or if the server does not answer a late write.
  mutating func run() throws -> Int32 {
    let backlog = backlog
    listeners = [try listening(Sockets.listen(at: addresses.socket, backlog: backlog), addresses.socket)]
    if addresses.port > 0 {
      listeners.append(
        try listening(Sockets.listen(atPort: addresses.port, backlog: backlog), "port \(addresses.port)"))
    }
    defer { unlink(addresses.socket) }
    while true {
      // Those who must wait are not listened to.
      let open = mayAccept ? listeners : listeners.map { _ in -1 }
      var waited = ([Signals.descriptor] + open).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      waited.reserveCapacity(waited.count + 2 * links.count)
      let first = waited.count
      for link in links {
        waited.append(wish(link.client, reads: link.readsClient, writes: link.writesClient))
        waited.append(wish(link.server, reads: link.readsServer, writes: link.writesServer))
      }
      poll(&waited, nfds_t(waited.count), patience())
      try doLateWrites()
      for (position, link) in links.enumerated() {
        try serve(link, client: waited[first + 2 * position].revents, server: waited[first + 2 * position + 1].revents)
      }
      if case .cutIdle(let milliseconds) = flaw {
        for link in links { link.cut(idleFor: .milliseconds(milliseconds)) }
      }
      links.removeAll { link in
        guard link.isOver else { return false }
        link.close()
        return true
      }
      for (number, listener) in listeners.enumerated() { accept(from: listener, isPort: number > 0) }
      if let status = server.attend() { return status }
    }
  }

  private var backlog: Int32 {
    if case .smallBacklog(let count) = flaw { Int32(count) } else { 4096 }
  }

  /// Whether one more connection may be accepted by now.
  private var mayAccept: Bool {
    guard case .slowAccepts(let rate) = flaw, let firstAccepted else { return true }
    return Double(accepted) < (ContinuousClock.now - firstAccepted) / .seconds(1) * Double(rate) + 1
  }

  private func listening(_ descriptor: Int32?, _ place: String) throws -> Int32 {
    guard let descriptor else {
      throw ProxyError(description: "cannot listen at \(place): \(String(cString: strerror(errno)))")
    }
    return descriptor
  }

  /// What to wait for at a socket. If that is nothing, the socket is left out: poll would report a hang-up of it again
  /// and again.
  private func wish(_ descriptor: Int32, reads: Bool, writes: Bool) -> pollfd {
    pollfd(
      fd: reads || writes ? descriptor : -1, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0)
  }

  /// How long to wait for events, in milliseconds: until a command is to be passed on, or the server needs attention.
  private func patience() -> Int32 {
    let dues = links.compactMap(\.heldUntil) + [injector.lateWrites.nextDue].compactMap(\.self)
    let longest: Int32 = mayAccept ? 250 : 10
    guard let next = dues.min() else { return longest }
    let left = (next - .now) / .milliseconds(1)
    return min(Int32(max(left.rounded(.up), 0)), longest)
  }

  private mutating func doLateWrites() throws {
    let commands = injector.lateWrites.takeDue(at: .now)
    guard !commands.isEmpty else { return }
    if own == nil { own = OwnConnection(to: server) }
    // A server that is ending does not do them any more.
    if try own?.execute(commands) == nil { own = nil }
  }

  private mutating func accept(from listener: Int32, isPort: Bool) {
    while mayAccept {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      guard injector.admits(beside: links.count), let server = Sockets.connect(to: addresses.hidden) else {
        close(client)
        continue
      }
      for descriptor in [client, server] { Sockets.becomeNonblocking(descriptor) }
      Sockets.sendAtOnce(client)
      accepted += 1
      firstAccepted = firstAccepted ?? .now
      links.append(Link(client: client, server: server, number: accepted, others: links.count, isOverPort: isPort))
    }
  }

  private mutating func serve(_ link: Link, client: Int16, server: Int16) throws {
    let readable = Int16(POLLIN | POLLHUP | POLLERR)
    if server & Int16(POLLOUT) != 0 { link.writeServer() }
    if client & Int16(POLLOUT) != 0 { link.writeClient() }
    if server & readable != 0 { link.readServer(room) }
    if client & readable != 0 { link.readClient(room, &injector) }
    if let until = link.heldUntil, until <= .now {
      // It may wait for them.
      try doLateWrites()
      link.release(&injector)
    }
  }
}
