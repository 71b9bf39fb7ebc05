import Foundation
import Synchronization

/// The directory under which this process keeps all its servers, and what makes sure that nothing is left of it.
///
/// A process belongs to the fixture exactly when its working directory is under the root; so no list of process
/// ids has to be kept, and none can go stale. The root is locked as long as its owner lives. A guard, a shell in
/// a process group of its own, waits for the owner's end, however that comes, then kills those processes, unmounts
/// the disks and removes the root. Should the guard be killed as well, the next start's sweep does the same.
struct FixtureRoot {
  private static let prefix = "redis-fixture-"
  private static let shared = Mutex<FixtureRoot?>(nil)

  let path: String

  /// This process's root, made when the first server asks for it.
  ///
  /// - Throws: `FixtureError.system` where the directory for temporary files cannot be written.
  static func current() throws -> FixtureRoot {
    try shared.withLock { root in
      if let root { return root }
      sweep()
      let new = try make()
      root = new
      return new
    }
  }

  private static var parent: String {
    let path = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    // The kernel tells working directories and mounts by their real paths.
    return (try? realPath(path)) ?? path
  }

  private static func make() throws -> FixtureRoot {
    let path = try makeDirectory(in: parent, prefix: prefix)
    guard lock(path) != nil else {
      throw FixtureError.system(call: "lock \(path)", reason: lastSystemError())
    }
    try startGuard(of: path)
    endWithParent()
    return FixtureRoot(path: path)
  }

  /// A directory for one server or disk, for its owner alone.
  func makeDirectory() throws -> String {
    try Self.makeDirectory(in: path, prefix: "")
  }

  /// A new directory for its owner alone, with a name of its own behind the prefix.
  private static func makeDirectory(in parent: String, prefix: String) throws -> String {
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw FixtureError.system(call: "make a directory in \(parent)", reason: lastSystemError())
    }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Takes the lock of a root, which its owner holds until it ends; the descriptor, or none where it is held.
  private static func lock(_ path: String) -> Int32? {
    let descriptor = open("\(path)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  // MARK: Ends

  /// Kills what runs in the directory, unmounts what is mounted there, and removes it. `$0` is the directory.
  ///
  /// Thaws before it kills: a process that waits for a frozen disk ends only then. And kills before it unmounts.
  private static let removal = #"""
    PATH=$PATH:/usr/sbin:/sbin
    for_each_mount() {
      while read -r _ _ _ _ point _; do
        point=$(printf '%b' "$point")
        case "$point" in "$0"/*) "$@" "$point" 2>/dev/null ;; esac
      done </proc/self/mountinfo
    }
    n=0; lazily=
    while [ $n -lt 100 ]; do
      n=$((n + 1)); found=
      for_each_mount fsfreeze --unfreeze
      for process in /proc/[0-9]*; do
        case "$(readlink "$process/cwd" 2>/dev/null)" in
          "$0"/*) kill -KILL "${process#/proc/}" 2>/dev/null && found=1 ;;
        esac
      done
      [ $n -lt 80 ] || lazily=--lazy
      [ -n "$found" ] || {
        for_each_mount umount $lazily
        rm -rf --one-file-system "$0" 2>/dev/null && exit 0
      }
      sleep 0.05
    done
    exit 1
    """#

  private static func startGuard(of path: String) throws {
    // The write end stays open in this process alone: its closing is the signal that the process has ended.
    let (read, _) = try makePipe()
    _ = try ChildProcess("/bin/sh", ["-c", "cat >/dev/null\n" + removal, path], directory: "/", input: read)
    close(read)
  }

  /// Removes the roots whose owners have ended.
  private static func sweep() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      // A root without its lock file is being made this very moment, unless it is old.
      var status = stat()
      guard lstat("\(path)/lock", &status) == 0 || isOlderThanAMinute(path) else { continue }
      guard let descriptor = lock(path) else { continue }
      if let shell = try? ChildProcess("/bin/sh", ["-c", removal, path], directory: "/") {
        try? wait(for: "the sweep of \(path)", within: .seconds(10)) { !shell.isRunning() }
      }
      close(descriptor)
    }
  }

  private static func isOlderThanAMinute(_ path: String) -> Bool {
    var status = stat()
    guard lstat(path, &status) == 0 else { return false }
    return time(nil) - status.st_mtim.tv_sec > 60
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
  static func processes(under path: String) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { id in
      guard let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd") else {
        return false
      }
      return directory == path || directory.hasPrefix("\(path)/") || directory == "\(path) (deleted)"
    }
  }
}

/// A pipe whose ends no program that we start holds without being given them.
///
/// - Throws: `FixtureError.system`.
func makePipe() throws -> (read: Int32, write: Int32) {
  var ends: [Int32] = [0, 0]
  guard pipe(&ends) == 0 else {
    throw FixtureError.system(call: "pipe", reason: lastSystemError())
  }
  for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
  return (ends[0], ends[1])
}

/// The path without symbolic links.
///
/// - Throws: `FixtureError.system` where there is no such file.
func realPath(_ path: String) throws -> String {
  guard let real = realpath(path, nil) else {
    throw FixtureError.system(call: "find \(path)", reason: lastSystemError())
  }
  defer { free(real) }
  return String(cString: real)
}
