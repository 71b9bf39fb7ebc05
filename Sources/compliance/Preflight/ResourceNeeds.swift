import Host
package import MET001

/// Memory and disk, in bytes.
package struct ResourceNeeds: Equatable {
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
  /// - Parameters:
  ///   - buffers: how many are full at the same time. One is rewritten while the others rest.
  ///   - events: how many one holds.
  ///   - maxmemory: of one, in bytes.
  package init(buffers: Double, events: Double, maxmemory: Double) {
    let rewritten = min(buffers, 1)
    self.init(memory: (buffers + 0.3 * rewritten) * maxmemory, disk: 3 * rewritten * events * 640)
  }

  static func available(in directory: String) -> ResourceNeeds {
    ResourceNeeds(memory: FreeCapacity.memory(), disk: FreeCapacity.disk(of: directory))
  }

  /// Why that is not enough, and what to do; `nil` if it is.
  package func shortage(_ available: ResourceNeeds, directory: String, profile: Profile) -> String? {
    let smaller = profile == .quick ? "" : ", or run --profile quick"
    if available.memory < memory {
      return "the \(profile.rawValue) profile needs \(binary(memory)) of free memory, there are "
        + "\(binary(available.memory)); free some\(smaller)"
    }
    if available.disk < disk {
      return "the \(profile.rawValue) profile needs \(binary(disk)) of free disk in \(directory), there are "
        + "\(binary(available.disk)); free some, choose a larger disk with --scratch\(smaller)"
    }
    return nil
  }
}
