package import Foundation

/// How much of what the server needed of the processors others had: what makes a server slow that is not.
package struct ProcessorShortage: Sendable, Equatable {
  /// The share of the time in which the server's main thread had something to do that it spent waiting for a processor;
  /// 0 of one with a handicap of its own.
  package var waiting: Double
  /// The share of the processors' time that went to other machines on the same hardware (`steal` of /proc/stat).
  package var stolen: Double

  package init(waiting: Double, stolen: Double) {
    self.waiting = waiting
    self.stolen = stolen
  }

  /// The larger of the two shares.
  package var share: Double { max(waiting, stolen) }

  /// Watches the server's process.
  package struct Watch {
    private let process: pid_t?
    private let thread: ThreadTime
    private let host = StolenTime.now

    /// - Throws: `SystemError.call` if the server is down.
    package init(_ process: pid_t?) throws {
      self.process = process
      thread = try ThreadTime(ofMainThreadOf: process)
    }

    /// What it was short of since.
    ///
    /// - Throws: `SystemError.call` if the server is down.
    package func end() throws -> ProcessorShortage {
      let (threadAfter, stolen) = (try ThreadTime(ofMainThreadOf: process), StolenTime.now.share(since: host))
      let isHandicapped = SchedulingTerms.handicap(of: process) != nil
      let running = threadAfter.running - thread.running
      let waiting = isHandicapped ? 0 : threadAfter.waiting - thread.waiting
      return ProcessorShortage(waiting: waiting / max(running + waiting, .leastNormalMagnitude), stolen: stolen)
    }
  }
}
