import Foundation
import Processes
import RedisFixture
import Synchronization
package import Workload

/// An append-only file that was cut at every boundary of its last commands, a byte before it and a byte behind it.
package struct TruncatedTails: Sendable, Equatable {
  private static let events = 0..<1000
  private static let boundaries = 201
  private static let lanes = 2

  /// The lengths to which the file was cut, in bytes.
  package var cuts: [Int]
  /// Those after which the server did not hold exactly the prefix.
  package var wrong: [Int]

  /// - Throws: `LoadError`, `FixtureError`, `SystemError`.
  package static func cut(
    _ eventLoad: EventLoad, on servers: some ServerFactory, phases: Phases
  ) async throws -> TruncatedTails {
    try await servers.withServer(adjust: withoutAutomaticRewrites) { server in
      _ = try eventLoad.orderedLoader.load(events, into: server)
      server.stop()
      let original = try server.incrementalFile()
      let ends = try CommandBoundaries(ofFile: original.path).ends
      let cuts = cuts(at: ends.suffix(boundaries), ofLength: try original.length())
      let copy = "\(server.directory)/copy"
      try copyDirectory(server.dataDirectory, to: copy)
      let progress = phases("cutting", total: cuts.count, unit: "cuts")
      let wrong = try await onThreads(lanes) { lane in
        try await servers.withServer { other in
          try stride(from: lane, to: cuts.count, by: lanes).filter { number in
            try other.takeData(from: copy)
            try other.incrementalFile().cut(to: cuts[number])
            guard try other.refusal() == nil else { return true }
            let survivors = try eventLoad.verifier.survivors(of: events, in: other)
            progress(number)
            return !survivors.areExactly(first: wholeEvents(of: ends, within: cuts[number]))
          }.map { cuts[$0] }
        }
      }.flatMap(\.self)
      return TruncatedTails(cuts: cuts, wrong: wrong)
    }
  }

  /// The boundaries, a byte before each and a byte behind each, as far as the file reaches.
  ///
  /// - Parameters:
  ///   - ends: where commands end, in bytes.
  ///   - length: of the file, in bytes.
  package static func cuts(at ends: some Sequence<Int>, ofLength length: Int) -> [Int] {
    ends.flatMap { [$0 - 1, $0, $0 + 1] }.filter { $0 <= length }
  }

  /// How many events a file still holds as a whole. The last commands are writes, one each: what stands before them was
  /// not theirs.
  private static func wholeEvents(of ends: [Int], within length: Int) -> Int {
    ends.count { $0 <= length } - (ends.count - events.count)
  }
}

extension Survivors {
  /// Whether these are so many of the first events, byte for byte, and nothing else.
  package func areExactly(first count: Int) -> Bool {
    intact == count && present == count && foreign == 0 && events.prefix(count).allSatisfy { self[$0] == .intact }
  }
}
