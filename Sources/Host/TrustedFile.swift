import Foundation
import Processes

/// Whether only root and this user can change the file, and what stands at its path and where that leads: it may be executed,
/// then, or have something executed, by a process that may be root's.
package func isTrusted(_ path: String) -> Bool {
  guard let real = try? realPath(path) else { return false }
  return [path, real].allSatisfy { path in
    var place = path
    while true {
      var status = stat()
      guard lstat(place, &status) == 0, [0, geteuid()].contains(status.st_uid) else { return false }
      let kind = status.st_mode & S_IFMT
      // A link has no mode of its own, and in a directory with the sticky bit nobody renames what is another's (sticky(7)).
      let mayBeShared = kind == S_IFLNK || kind == S_IFDIR && status.st_mode & S_ISVTX != 0
      guard mayBeShared || status.st_mode & 0o022 == 0 else { return false }
      if place == "/" { return true }
      place = URL(filePath: place).deletingLastPathComponent().path
    }
  }
}
