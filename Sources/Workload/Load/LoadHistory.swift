/// What happened during a load, for judgement afterwards.
package struct LoadHistory: Sendable, Equatable {
  /// The server's memory at one moment of the load.
  package struct Sample: Sendable, Equatable {
    /// Seconds since the first write.
    package var seconds: Double
    /// Writes acknowledged by then.
    package var events: Int
    /// `used_memory`, in bytes.
    package var usedMemory: Int
    /// The part of it that `maxmemory` does not count: `mem_not_counted_for_evict`, in bytes.
    package var notCounted: Int

    package init(seconds: Double, events: Int, usedMemory: Int, notCounted: Int = 0) {
      self.seconds = seconds
      self.events = events
      self.usedMemory = usedMemory
      self.notCounted = notCounted
    }

    /// What is held against `maxmemory`, in bytes.
    package var countedMemory: Int { usedMemory - notCounted }
  }

  package var sent = 0
  /// Writes whose answer was no error.
  package var acknowledged = 0
  /// Writes that were answered with an error, by its first word, such as `OOM`.
  package var errors: [String: Int] = [:]
  /// From the first write to the last answer, in seconds.
  package var seconds = 0.0
  package var samples: [Sample] = []

  package init() {}

  /// Writes that were answered with an error.
  package var errorCount: Int { errors.values.reduce(0, +) }

  /// Acknowledged writes per second.
  package var eventsPerSecond: Double { seconds > 0 ? Double(acknowledged) / seconds : 0 }

  package var samplesPerSecond: Double { seconds > 0 ? Double(samples.count) / seconds : 0 }

  /// The highest `used_memory` of all samples, in bytes.
  package var peakMemory: Int { samples.map(\.usedMemory).max() ?? 0 }

  /// The highest memory that is held against `maxmemory` of all samples, in bytes.
  package var peakCountedMemory: Int { samples.map(\.countedMemory).max() ?? 0 }

  /// Adds what was loaded right after this.
  package mutating func append(_ later: LoadHistory) {
    samples += later.samples.map { sample in
      var sample = sample
      sample.seconds += seconds
      sample.events += acknowledged
      return sample
    }
    sent += later.sent
    acknowledged += later.acknowledged
    errors.merge(later.errors, uniquingKeysWith: +)
    seconds += later.seconds
  }

  /// Acknowledged writes per second over time: one value for each of at most so many stretches of the load.
  package func rates(stretches: Int) -> [(events: Int, eventsPerSecond: Double)] {
    guard samples.count > 1, stretches > 0 else { return [] }
    let step = max(1, (samples.count - 1) / stretches)
    return stride(from: step, to: samples.count, by: step).compactMap { index in
      let (from, to) = (samples[index - step], samples[index])
      let seconds = to.seconds - from.seconds
      return seconds > 0 ? (to.events, Double(to.events - from.events) / seconds) : nil
    }
  }
}

/// Why a load was not begun.
package enum LoadError: Error, Equatable, CustomStringConvertible {
  case notEmpty(keys: Int)

  package var description: String {
    switch self {
    case .notEmpty(let keys):
      "the server holds \(keys) key\(keys == 1 ? "" : "s") already: a load needs an empty server, and empties none"
    }
  }
}
