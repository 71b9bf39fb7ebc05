import Foundation
package import MET001

/// Memory and disk, in bytes.
package struct Room: Equatable {
  package var memory: Double
  package var disk: Double

  package init(memory: Double, disk: Double) {
    self.memory = memory
    self.disk = disk
  }

  /// What a run needs at its largest.
  ///
  /// RDY-01 asks for 1.3 × maxmemory, for the pages that change while a rewrite runs, and for 3 × the append-only
  /// file: the file, its successor, and what is written meanwhile. An event takes about 640 bytes of the file.
  ///
  /// - Parameter servers: how many are full at the same time.
  package static func needed(events: Double, maxmemory: Double, servers: Int = 1) -> Room {
    Room(memory: (Double(servers) + 0.3) * maxmemory, disk: 3 * events * 640)
  }

  static func available(in directory: String) -> Room {
    var disk = Double.infinity
    var statistics = statvfs()
    if statvfs(directory, &statistics) == 0 {
      disk = Double(statistics.f_bavail) * Double(statistics.f_frsize)
    }
    return Room(memory: min(hostMemory(), cgroupMemory()), disk: disk)
  }

  /// Why that is not enough, and what to do; none where it is.
  package func shortage(_ available: Room, directory: String, profile: Profile) -> String? {
    if available.memory < memory {
      return "the \(profile.rawValue) profile needs \(binary(memory)) of free memory, there are "
        + "\(binary(available.memory)); free some, or run --profile quick"
    }
    if available.disk < disk {
      return "the \(profile.rawValue) profile needs \(binary(disk)) of free disk in \(directory), there are "
        + "\(binary(available.disk)); free some, set TMPDIR to a larger disk, or run --profile quick"
    }
    return nil
  }

  private static func hostMemory() -> Double {
    guard let line = HostFacts.line(of: "/proc/meminfo", beginning: "MemAvailable:"),
      let kibibytes = line.split(separator: " ").dropFirst().first.flatMap({ Double($0) })
    else { return .infinity }
    return kibibytes * 1024
  }

  /// What the control group may still take (cgroup v2, memory.max and memory.current).
  private static func cgroupMemory() -> Double {
    func read(_ name: String) -> Double? {
      HostFacts.text(of: "/sys/fs/cgroup/\(name)").flatMap { Double($0) }
    }
    guard let most = read("memory.max"), let used = read("memory.current") else { return .infinity }
    return most - used
  }
}
