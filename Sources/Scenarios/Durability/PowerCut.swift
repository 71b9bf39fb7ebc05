import Foundation
import Processes
import Synchronization
package import Workload

/// One loss of power, and what it cost.
package struct PowerCut: Sendable, Equatable {
  /// When in the server's life the power goes.
  package enum Moment: Sendable, Equatable {
    /// After three seconds or more.
    case usual
    /// After so many seconds or more.
    case late(after: Double)
    /// After six seconds or more, in which it got ten times as many writes.
    case busy
    /// While a rewrite of the append-only file goes on, whose process is held.
    case duringRewrite
    /// When a rewrite has come to that step of its end.
    case at(RewriteStep)
    /// So many seconds after the end of a rewrite.
    case afterRewrite(Double)
    /// Some seconds after the server's clock went back by so many.
    case afterClockStep(seconds: Int)
  }

  package var moment: Moment
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
  /// Whether the moment was met: of one during a rewrite, whether that really went on.
  package var metMoment: Bool
  /// The files before and after the restart.
  package var files: String

  package init(
    _ moment: Moment, loss: Loss, time: Double, lastAcknowledgement: Double, synced: Double? = nil,
    longestSync: Double? = nil, refusal: String? = nil, metMoment: Bool = true, files: String = ""
  ) {
    self.moment = moment
    self.loss = loss
    self.time = time
    self.lastAcknowledgement = lastAcknowledgement
    self.synced = synced
    self.longestSync = longestSync
    self.refusal = refusal
    self.metMoment = metMoment
    self.files = files
  }

  /// Cuts several servers' power, each at another part of a second by the wall clock, by which Redis 7.0 syncs
  /// (server.unixtime in flushAppendOnlyFile): so the cuts spread over the second that lies between two fsyncs.
  ///
  /// - Parameter cut: cuts one; given its moment and the part of a second at which the power goes, from 0 to 1.
  /// - Returns: one for each moment, in their order.
  package static func play(
    _ moments: [Moment], phases: Phases,
    _ cut: @escaping @Sendable (_ moment: Moment, _ phase: Double) async throws -> PowerCut
  ) async throws -> [PowerCut] {
    let progress = phases("writing, then cutting the power", total: moments.count, unit: "servers")
    let done = Atomic(0)
    let next = Atomic(0)
    // Those that take longest first; and not all at once: they share this host's disk.
    let order = moments.indices.sorted { moments[$0].shortestLife > moments[$1].shortestLife }
    let trials = try await onThreads(min(6, moments.count)) { _ in
      var trials: [(number: Int, trial: PowerCut)] = []
      while case let turn = next.add(1, ordering: .relaxed).oldValue, turn < order.count {
        let number = order[turn]
        trials.append((number, try await cut(moments[number], Double(number) / Double(moments.count))))
        progress(done.add(1, ordering: .relaxed).newValue)
      }
      return trials
    }
    return trials.flatMap(\.self).sorted { $0.number < $1.number }.map(\.trial)
  }
}

extension PowerCut.Moment {
  /// For how long a server lives at least before the power goes or a rewrite is begun, in seconds: long enough for one
  /// that never syncs to lose more than it may.
  var shortestLife: Double {
    switch self {
    case .late(let seconds): seconds
    // A server tells its rate as the mean of some seconds: whoever goes by that notices late.
    case .busy: 6
    case .usual, .duringRewrite, .at, .afterRewrite, .afterClockStep: 3
    }
  }

  /// How many times the specification's rate the server gets.
  var load: Double { self == .busy ? 10 : 1 }

  /// Whether the power goes when the set of files has just changed.
  package var isAfterRewrite: Bool {
    switch self {
    case .at, .afterRewrite: true
    case .usual, .late, .busy, .duringRewrite, .afterClockStep: false
    }
  }
}

extension PowerCut.Moment: CustomStringConvertible {
  package var description: String {
    switch self {
    case .usual: "after some seconds"
    case .late(let seconds): "after \(Int(seconds)) s"
    case .busy: "under ten times the load"
    case .duringRewrite: "during a rewrite"
    case .at(.base): "when a rewrite had named its base file"
    case .at(.manifest): "when a rewrite had named its manifest"
    case .at(.removal): "when a rewrite had removed the old base file"
    case .afterRewrite(let seconds): "\(seconds) s after a rewrite"
    case .afterClockStep(let seconds): "after the clock went back by \(seconds) s"
    }
  }
}
