import Foundation

/// Stands between the clients and the server until the server ends.
struct Proxy {
  private let addresses: Addresses
  private let server: Server
  private var injector: FaultInjector
  private var listeners: [Int32] = []
  private var links: [Link] = []
  /// Connections that were let in so far.
  private var admitted = 0
  /// Where the injector's own commands go.
  private var own: OwnConnection?
  private let parent = getppid()
  private let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)

  init(_ addresses: Addresses, server: Server, flaw: Flaw) {
    self.addresses = addresses
    self.server = server
    injector = FaultInjector(flaw)
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
        waited.append(wish(link.client, reads: link.readsClient, writes: link.writesClient))
        waited.append(wish(link.server, reads: link.readsServer, writes: link.writesServer))
      }
      poll(&waited, nfds_t(waited.count), patience())
      doLateWrites()
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

  /// What to wait for at a socket. Where that is nothing it must not wake us: a hang-up would, again and again.
  private func wish(_ descriptor: Int32, reads: Bool, writes: Bool) -> pollfd {
    pollfd(
      fd: reads || writes ? descriptor : -1, events: Int16((reads ? POLLIN : 0) | (writes ? POLLOUT : 0)), revents: 0)
  }

  /// How long to wait for events, in milliseconds: until a command is to be released, or the parent is looked for.
  private func patience() -> Int32 {
    let dues = links.compactMap(\.heldUntil) + [injector.lateWrites.nextDue].compactMap(\.self)
    guard let next = dues.min() else { return 250 }
    let left = (next - .now) / .milliseconds(1)
    return Int32(min(max(left.rounded(.up), 0), 250))
  }

  private mutating func doLateWrites() {
    let commands = injector.lateWrites.takeDue(at: .now)
    guard !commands.isEmpty else { return }
    if own == nil { own = OwnConnection(to: addresses.hidden) }
    own?.execute(commands)
  }

  private mutating func accept(from listener: Int32) {
    while true {
      let client = Glibc.accept(listener, nil, nil)
      guard client >= 0 else { return }
      _ = fcntl(client, F_SETFD, FD_CLOEXEC)
      guard injector.admits(beside: links.count), let server = Sockets.connect(to: addresses.hidden) else {
        close(client)
        continue
      }
      for descriptor in [client, server] { Sockets.becomeNonblocking(descriptor) }
      Sockets.sendAtOnce(client)
      admitted += 1
      links.append(Link(client: client, server: server, number: admitted))
    }
  }

  private mutating func serve(_ link: Link, client: Int16, server: Int16) {
    let readable = Int16(POLLIN | POLLHUP | POLLERR)
    if server & Int16(POLLOUT) != 0 { link.writeServer() }
    if client & Int16(POLLOUT) != 0 { link.writeClient() }
    if server & readable != 0 { link.readServer(room) }
    if client & readable != 0 { link.readClient(room, &injector) }
    if let until = link.heldUntil, until <= .now { link.release(&injector) }
  }
}
