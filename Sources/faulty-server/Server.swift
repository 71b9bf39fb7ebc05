import Foundation

/// The real server: a child that dies with this process, in its process group and its working directory.
struct Server {
  let id: pid_t

  /// - Throws: `ProxyError` where it cannot be started.
  init(_ program: String, _ arguments: [String]) throws {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    let command = ["setpriv", "--pdeathsig", "KILL", "--", program] + arguments
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

  /// Its end as a shell tells it, if it has ended.
  func end() -> Int32? {
    var status: Int32 = 0
    guard waitpid(id, &status, WNOHANG) == id else { return nil }
    let signal = status & 0x7f
    return signal == 0 ? (status >> 8) & 0xff : 128 + signal
  }
}
