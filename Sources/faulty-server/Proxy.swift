import Foundation

/// Stands between the clients and the server until the server ends.
struct Proxy {
  private let addresses: Addresses
  private let server: Server
  private var meddler: Meddler
  private var listeners: [Int32] = []
  private var links: [Link] = []
  private let parent = getppid()
  private let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)

  init(_ addresses: Addresses, server: Server, flaw: Flaw) {
    self.addresses = addresses
    self.server = server
    meddler = Meddler(flaw)
  }

  /// The exit status of the server.
  mutating func run() throws -> Int32 {
    listeners = [try listening(Sockets.listen(at: addresses.socket), addresses.socket)]
    if addresses.port > 0 {
      listeners.append(try listening(Sockets.listen(atPort: addresses.port), "port \(addresses.port)"))
    }
    defer { unlink(addresses.socket) }
    while true {
      var waited = ([Signals.descriptor] + listeners).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      waited.reserveCapacity(waited.count + 2 * links.count)
      let first = waited.count
      for link in links {
        waited.append(pollfd(fd: link.client, events: events(link.readsClient, link.writesClient), revents: 0))
        waited.append(pollfd(fd: link.server, events: events(link.readsServer, link.writesServer), revents: 0))
      }
      poll(&waited, nfds_t(waited.count), patience())
      for (position, link) in links.enumerated() {
        serve(link, client: waited[first + 2 * position].revents, server: waited[first + 2 * position + 1].revents)
      }
      links.removeAll { link in
        guard link.isOver else { return false }
        link.close()
        return true
      }
      for listener in listeners { accept(from: listener) }
      while let signal = Signals.next() {
        if signal != SIGCHLD { kill(server.id, signal) }
      }
      if let status = server.end() { return status }
      // Nobody is left who would end the server.
      if getppid() != parent { kill(server.id, SIGKILL) }
    }
  }

  private func listening(_ descriptor: Int32?, _ place: String) throws -> Int32 {
    guard let descriptor else {
      let reason = String(cString: strerror(errno))
      kill(server.id, SIGKILL)
      throw ProxyError(description: "cannot listen at \(place): \(reason)")
    }
    return descriptor
  }

  private func events(_ reads: Bool, _ writes: Bool) -> Int16 {
    Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0))
  }

  /// How long to wait for events, in milliseconds: until a command is to be released, or the parent is looked for.
  private func patience() -> Int32 {
    guard let next = links.compactMap(\.heldUntil).min() else { return 250 }
    let left = (next - .now) / .milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 250))
  }

  private mutating func accept(from listener: Int32) {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      guard let server = Sockets.connect(to: addresses.hidden) else {
        close(client)
        continue
      }
      for descriptor in [client, server] { Sockets.becomeNonblocking(descriptor) }
      links.append(Link(client: client, server: server))
    }
  }

  private mutating func serve(_ link: Link, client: Int16, server: Int16) {
    let readable = Int16(POLLIN | POLLHUP | POLLERR)
    if server & Int16(POLLOUT) != 0 { link.writeServer() }
    if client & Int16(POLLOUT) != 0 { link.writeClient() }
    if server & readable != 0 { link.readServer(room) }
    if client & readable != 0 { link.readClient(room, &meddler) }
    if let until = link.heldUntil, until <= .now { link.release(&meddler) }
  }
}
