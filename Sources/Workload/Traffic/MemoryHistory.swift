import Foundation
import Processes
package import RedisFixture
import Synchronization

/// The server's memory beside a load.
package struct MemoryHistory: Sendable, Equatable {
  package struct Sample: Sendable, Equatable {
    /// Seconds since the watch began.
    package var seconds: Double
    /// `used_memory`, in bytes.
    package var usedMemory: Int

    package init(seconds: Double, usedMemory: Int) {
      self.seconds = seconds
      self.usedMemory = usedMemory
    }
  }

  package var samples: [Sample]
  /// The highest that was seen, in bytes: by a sample, or by the server itself in between (`used_memory_peak`).
  package var peak: Int
  /// How long the watch lasted.
  package var seconds: Double

  package init(samples: [Sample], peak: Int, seconds: Double) {
    self.samples = samples
    self.peak = peak
    self.seconds = seconds
  }

  package var samplesPerSecond: Double { Double(samples.count) / seconds }

  /// Goes on with a later watch, as if it had begun where this one ended.
  package mutating func append(_ later: MemoryHistory) {
    samples += later.samples.map { Sample(seconds: seconds + $0.seconds, usedMemory: $0.usedMemory) }
    peak = max(peak, later.peak)
    seconds += later.seconds
  }

  /// Reads INFO memory every twentieth of a second while the body runs.
  ///
  /// - Throws: what the body throws; `FixtureError.connectionLost`; `FixtureError.unexpected` where the server does not
  ///   tell its memory.
  package static func watch(_ server: any RedisTarget, during body: () throws -> Void) throws -> MemoryHistory {
    let connection = try server.connect()
    let earlierPeak = try connection.info("memory").integer("used_memory_peak")
    let began = ContinuousClock.now
    var history = MemoryHistory(samples: [], peak: 0, seconds: 0)
    try beside(body) { isOver in
      // The end is watched too, and a body of no length.
      var wasOver = false
      while !wasOver {
        wasOver = isOver.load(ordering: .acquiring)
        let info = try connection.info("memory")
        let usedMemory = try info.integer("used_memory")
        history.samples.append(.init(seconds: (ContinuousClock.now - began) / .seconds(1), usedMemory: usedMemory))
        let peak = try info.integer("used_memory_peak")
        history.peak = max(history.peak, usedMemory, peak > earlierPeak ? peak : 0)
        if !wasOver { usleep(50_000) }
      }
    }
    history.seconds = (ContinuousClock.now - began) / .seconds(1)
    return history
  }
}
