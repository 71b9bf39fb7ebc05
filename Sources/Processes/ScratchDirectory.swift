import Foundation

/// A directory for the temporary files of one process, of which nothing is left.
///
/// It is locked as long as its owner lives. A process belongs to it exactly when its working directory is under it, and
/// a mount when its mount point is; so no list of them has to be kept, and none can go stale. What an owner that was
/// killed left is swept by the next one.
package struct ScratchDirectory: Sendable {
  package let path: String

  /// The environment variable that says where scratch directories are made.
  package static let variable = "MET001_SCRATCH"
  /// Where they are made if it says nothing: where files outlive a restart, which `/tmp` is not on many systems.
  package static let standard = "/var/tmp"

  /// Sweeps what dead owners left, and makes the directory.
  ///
  /// - Parameters:
  ///   - prefix: what its name begins with, and the names of those that are swept.
  ///   - parent: where; see `parent(_:)`.
  /// - Throws: `SystemError.call`.
  package init(prefix: String, in parent: String = parent()) throws {
    Self.sweep(parent, prefix: prefix)
    path = try Self.make(in: parent, prefix: prefix)
    // It gets its name when it is locked: else who sweeps meanwhile would take it for that of a dead owner.
    guard Self.lock(path, file: "lock.new") != nil, rename("\(path)/lock.new", "\(path)/lock") == 0 else {
      throw SystemError.call("lock \(path)")
    }
  }

  /// A new directory in this one, for its owner alone.
  ///
  /// - Throws: `SystemError.call`.
  package func makeDirectory() throws -> String {
    try Self.make(in: path, prefix: "")
  }

  /// Ends what runs in the directory, unmounts what is mounted there, and removes it.
  package func remove() {
    Self.remove(path)
  }

  /// Refuses a place whose path is too long for the Unix sockets in it, or is a pattern: programs expand the paths of
  /// their files.
  ///
  /// - Parameters:
  ///   - parent: where scratch directories are to be made.
  ///   - path: the path of the longest socket, from there on, such as `/a/redis.sock`.
  /// - Throws: `SystemError.call` with what is wrong, and what to do.
  package static func requireUsable(_ parent: String = parent(), forSocket path: String) throws {
    guard !parent.contains(where: { "*?[".contains($0) }) else {
      throw SystemError.call(
        "use the scratch directory \(parent)",
        reason: "programs take *, ? and [ for a pattern; choose a path without them with --scratch or \(variable)")
    }
    let (length, limit) = (parent.utf8.count, UnixSocketAddress.longestPath - path.utf8.count)
    guard length > limit else { return }
    throw SystemError.call(
      "make Unix sockets below the scratch directory \(parent)",
      reason: "the path is \(length) bytes long, and only \(limit) leave room for \(path), for Linux allows a socket "
        + "\(UnixSocketAddress.longestPath) bytes in all; choose a shorter path with --scratch or \(variable)")
  }

  // MARK: Life

  /// Where scratch directories are made, by its real path.
  ///
  /// - Parameter chosen: as whoever starts the run says; `nil` for what the environment says.
  package static func parent(_ chosen: String? = nil) -> String {
    let path = chosen ?? ProcessInfo.processInfo.environment[variable] ?? standard
    // The kernel tells working directories and mounts by their real paths.
    return (try? realPath(path)) ?? absolutePath(path)
  }

  private static func make(in parent: String, prefix: String) throws -> String {
    var template = Array("\(parent)/\(prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError.call("make a directory in \(parent)") }
    return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Takes the lock, which its owner holds until it ends; `nil` if it is held.
  private static func lock(_ path: String, file: String = "lock") -> Int32? {
    let descriptor = open("\(path)/\(file)", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return nil }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  // MARK: End

  /// The shells find their programs whatever the owner's PATH.
  package static let searchPath = "PATH=$PATH:/usr/bin:/bin:/usr/sbin:/sbin\n"

  /// The shell's words that end what runs in the directory `$0`, unmount what is mounted there, and remove it.
  ///
  /// They thaw before they kill: a process that waits for a frozen disk ends only then. And they kill before they
  /// unmount. A control group of the directory's name goes with it.
  package static let removal = #"""
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
        for group in /sys/fs/cgroup/"${0##*/}" /sys/fs/cgroup/*/"${0##*/}"; do
          [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} + 2>/dev/null
        done
        rm -rf --one-file-system "$0" 2>/dev/null && exit 0
      }
      sleep 0.05
    done
    exit 1
    """#

  private static func remove(_ path: String) {
    // What it could not remove in time is swept by the next owner.
    _ = try? Service("/bin/sh", ["-c", searchPath + removal, path]).run(within: .seconds(60))
  }

  private static func sweep(_ parent: String, prefix: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      // Without its lock file it is being made this very moment, unless it is old: then its removal was cut short.
      guard access("\(path)/lock", F_OK) == 0 || isOlderThanAMinute(path), let descriptor = lock(path) else { continue }
      remove(path)
      close(descriptor)
    }
  }

  private static func isOlderThanAMinute(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && time(nil) - status.st_mtim.tv_sec > 60
  }
}

/// Opens a new file, where scratch directories are made, that has no name, and so goes with its last descriptor.
///
/// - Throws: `SystemError.call`.
package func openUnlinkedFile() throws -> Int32 {
  let parent = ScratchDirectory.parent()
  var template = Array("\(parent)/unlinked-XXXXXX".utf8CString)
  let descriptor = mkstemp(&template)
  guard descriptor >= 0 else { throw SystemError.call("make a file in \(parent)") }
  unlink(template)
  return descriptor
}
