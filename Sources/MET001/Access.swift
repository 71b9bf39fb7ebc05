/// The most that a control does to the server under test, each level with all of those before it.
package enum Access: String, Codable, Sendable, CaseIterable {
  /// Only asks: any running server could be asked, whoever it belongs to.
  case reads
  /// Puts load on it: writes and deletes events, or takes many of its connections.
  case writes
  /// Administers it: changes settings, rewrites its files, restarts it.
  case restarts
  /// Harms it: kills it, cuts its power, stalls its disk, damages its files.
  case faults
}

/// What a control needs of the host.
package struct Needs: Codable, Hashable, Sendable {
  /// How many full buffers its servers hold at the same time: 0 for none, 0.1 for a tenth of one.
  package var buffers: Double
  /// Whether the servers' data must be on a disk: of what memory holds nobody can say whether it survives. `nil` if not.
  package var disk: Bool?
  /// Whether it judges times so short that other programs would change them: nothing else may run beside it. `nil` if not.
  package var quiet: Bool?

  package init(buffers: Double, disk: Bool? = nil, quiet: Bool? = nil) {
    self.buffers = buffers
    self.disk = disk
    self.quiet = quiet
  }
}
