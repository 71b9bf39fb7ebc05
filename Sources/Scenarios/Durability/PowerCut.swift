import Foundation
import Processes
import Synchronization
package import Workload

/// One loss of power, and what it cost.
package struct PowerCut: Sendable, Equatable {
  package var loss: Loss
  /// When the power went, in seconds on the ledgers' clock.
  package var time: Double
  /// The last acknowledgement before the power went.
  package var lastAcknowledgement: Double
  /// When the last fsync of the append-only file began that ended before the power went; `nil` if that is not known.
  package var synced: Double?
  /// How long the longest fsync of the append-only file took, or had not ended for, in seconds; `nil` if that is not
  /// known.
  package var longestSync: Double?
  /// What the server said when it refused to start, also after a repair of its files; `nil` if it started.
  package var refusal: String?
  /// Whether a rewrite went on when the power went; `nil` if none was asked for.
  package var metRewrite: Bool?
  /// The files before and after the restart.
  package var files: String

  package init(
    loss: Loss, time: Double, lastAcknowledgement: Double, synced: Double? = nil, longestSync: Double? = nil,
    refusal: String? = nil, metRewrite: Bool? = nil, files: String = ""
  ) {
    self.loss = loss
    self.time = time
    self.lastAcknowledgement = lastAcknowledgement
    self.synced = synced
    self.longestSync = longestSync
    self.refusal = refusal
    self.metRewrite = metRewrite
    self.files = files
  }

  /// Cuts several servers' power, each at another part of a second by the wall clock, by which Redis 7.0 syncs
  /// (server.unixtime in flushAppendOnlyFile): so the cuts spread over the second that lies between two fsyncs.
  ///
  /// - Parameter cut: cuts one; given its number and the part of a second at which the power goes, from 0 to 1.
  package static func play(
    _ count: Int, phases: Phases,
    _ cut: @escaping @Sendable (_ number: Int, _ phase: Double) async throws -> PowerCut
  ) async throws -> [PowerCut] {
    let progress = phases("writing, then cutting the power", total: count, unit: "servers")
    let done = Atomic(0)
    var trials: [PowerCut] = []
    // Not all at once: they share this host's disk.
    for first in stride(from: 0, to: count, by: 6) {
      trials += try await onThreads(min(6, count - first)) { offset in
        let number = first + offset
        let trial = try await cut(number, Double(number) / Double(count))
        progress(done.add(1, ordering: .relaxed).newValue)
        return trial
      }
    }
    return trials
  }
}
