import Foundation

/// The real server: a child that dies with this process, in its process group and its working directory.
final class Server {
  let id: pid_t
  /// The Unix socket at which it listens.
  let socket: String
  /// The process that started this one.
  private let parent: pid_t
  private var status: Int32?

  /// - Throws: `ProxyError` if it cannot be started.
  init(_ program: String, _ arguments: [String], socket: String, parent: pid_t) throws {
    self.socket = socket
    self.parent = parent
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    // Whoever starts the proxy decides whether the server survives a limit of its file sizes.
    sigdelset(&all, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    // The kernel kills it when this process ends. The shell sees whether that was before setpriv asked for it.
    let command =
      ["setpriv", "--pdeathsig", "KILL", "--", "/bin/sh", "-c", "[ $PPID = $0 ] && exec \"$@\"", "\(getpid())"]
      + [program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child: pid_t = 0
    let result = posix_spawnp(&child, command[0], nil, &attributes, words, environ)
    guard result == 0 else {
      throw ProxyError(description: "cannot start setpriv: \(String(cString: strerror(result)))")
    }
    id = child
  }

  /// To be called at least a few times a second: passes on the signals that this process got, and kills the server if
  /// nobody is left who would end it.
  ///
  /// - Returns: the server's exit status as a shell reports it; `nil` while it runs.
  func attend() -> Int32? {
    while let signal = Signals.next() {
      if signal != SIGCHLD { kill(id, signal) }
    }
    if getppid() != parent { kill(id, SIGKILL) }
    guard status == nil else { return status }
    var end: Int32 = 0
    guard waitpid(id, &end, WNOHANG) == id else { return nil }
    let signal = end & 0x7f
    status = signal == 0 ? (end >> 8) & 0xff : 128 + signal
    return status
  }

  /// Waits until it accepts connections.
  ///
  /// - Returns: its exit status if it ends instead; `nil` if it listens.
  /// - Throws: `ProxyError` after a minute.
  func waitUntilListening() throws -> Int32? {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if let status = attend() { return status }
      if let descriptor = Sockets.connect(to: socket) {
        close(descriptor)
        return nil
      }
      usleep(2_000)
    }
    throw ProxyError(description: "the server does not listen at \(socket) after 60 s")
  }

  /// Kills it and waits for its end, for 5 seconds at most.
  func end() {
    let deadline = ContinuousClock.now + .seconds(5)
    while attend() == nil, ContinuousClock.now < deadline {
      kill(id, SIGKILL)
      usleep(2_000)
    }
  }
}
