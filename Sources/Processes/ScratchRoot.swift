package import Foundation
import Synchronization

/// The directory under which this process keeps all its services, and what makes sure that nothing is left of it.
///
/// A guard, a shell in a process group of its own, waits for the owner's end, however that comes, and removes the
/// directory with all that runs and is mounted there. Should the guard be killed as well, the next start's sweep does
/// the same.
package struct ScratchRoot: Sendable {
  /// What the names of these directories begin with.
  package static let prefix = "redis-fixture-"
  private static let shared = Mutex<ScratchRoot?>(nil)

  private let scratch: ScratchDirectory

  /// This process's root, made when the first service asks for it.
  ///
  /// - Throws: `SystemError.call` if the scratch directory cannot be written.
  package static func current() throws -> ScratchRoot {
    try shared.withLock { root in
      if let root { return root }
      let new = try ScratchRoot()
      root = new
      return new
    }
  }

  /// The path of a socket of that name in a service's directory, from where scratch directories are made on.
  package static func path(ofSocket name: String) -> String { "/\(prefix)XXXXXX/XXXXXX/\(name)" }

  private init() throws {
    try ScratchDirectory.requireUsable(forSocket: Self.path(ofSocket: "redis.sock"))
    scratch = try ScratchDirectory(prefix: Self.prefix)
    try startGuard()
    Self.endWithParent()
  }

  package var path: String { scratch.path }

  /// A directory for one service or disk, for its owner alone.
  ///
  /// - Throws: `SystemError.call`.
  package func makeDirectory() throws -> String {
    try scratch.makeDirectory()
  }

  // MARK: Ends

  private func startGuard() throws {
    // The write end stays open in this process alone: its closing is the signal that the process has ended.
    let (read, _) = try makePipe()
    let waiting = ScratchDirectory.searchPath + "cat >/dev/null\n" + ScratchDirectory.removal
    defer { close(read) }
    try Service("/bin/sh", ["-c", waiting, path], input: .descriptor(read)).start()
  }

  /// `swift test` passes on Ctrl-C to the tests but dies of other signals without a word to them. So whoever
  /// outlives the process that started it ends itself, and its guard removes the rest.
  private static func endWithParent() {
    let parent = getppid()
    let watch = Thread {
      while getppid() == parent { usleep(250_000) }
      _exit(1)
    }
    watch.stackSize = 1 << 16
    watch.start()
  }

  /// The processes, other than zombies, whose working directory is at or under the path.
  package static func processes(under path: String) -> [pid_t] {
    allProcesses().filter { isProcess($0, under: path) }
  }

  /// Whether the process exists, is no zombie, and has its working directory at or under the path.
  package static func isProcess(_ id: pid_t, under path: String) -> Bool {
    guard let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd") else {
      return false
    }
    return directory == path || directory.hasPrefix("\(path)/") || directory == "\(path) (deleted)"
  }
}

/// A pipe whose ends no program that we start holds without being given them.
///
/// - Throws: `SystemError.call`.
package func makePipe() throws -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else {
    throw SystemError.call("pipe")
  }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}
