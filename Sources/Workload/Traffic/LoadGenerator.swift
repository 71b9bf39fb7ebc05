import Foundation
import Host
package import RedisFixture

/// Sends requests to a server over many connections and times the answers, on one thread that waits for whichever
/// connection is ready.
///
///     let generator = LoadGenerator(server)
///     let group = ClientGroup(connections: 10, pace: .due(Schedule(rate: 1000, seconds: 10)), source: traffic)
///     let history = try generator.run([group])[0]
package struct LoadGenerator {
  private let server: any RedisTarget
  /// After how long an answer is late, in seconds from when its request was due.
  package var patience = 1.0
  /// How long after the last request the answers are waited for, in seconds.
  package var grace = 1.0
  /// Whether each request's time is kept: eight bytes for each, for a run of at most 71 minutes.
  package var keepsTimings = false

  package init(_ server: any RedisTarget) {
    self.server = server
  }

  /// Runs the groups beside each other, from one start on.
  ///
  /// A server that closes connections or goes away ends no run: what it did not answer is in the history.
  ///
  /// - Parameters:
  ///   - isOver: asked a few times a second; ends the run early.
  ///   - progress: told the requests that were answered, a few times a second.
  /// - Returns: a history for each group, in their order.
  /// - Throws: what keeps it from connecting; `SystemError.call`.
  package func run(
    _ groups: [ClientGroup], until isOver: () -> Bool = { false }, progress: (Int) -> Void = { _ in }
  ) throws -> [TrafficHistory] {
    raiseOpenFileLimit(to: groups.reduce(256) { $0 + $1.connections })
    let poll = try Poll()
    var first = 0
    let connected = try groups.map { group in
      defer { first += group.connections }
      let connections = try (0..<group.connections).map { _ in try PolledConnection(server.connect()) }
      for (number, connection) in connections.enumerated() {
        try poll.watch(connection.descriptor, number: first + number, isNew: true)
      }
      return (group, connections, first)
    }
    let epoch = Date().timeIntervalSince1970
    let start = monotonicNanoseconds()
    let runs = connected.map { group, connections, first in
      ClientGroupRun(
        group, connections, poll: poll, firstNumber: first, start: start,
        recorder: TrafficRecorder(
          epoch: epoch, seconds: group.pace.seconds, connections: group.connections, patience: patience,
          keepsTimings: keepsTimings, title: "\(group.connections) connections"))
    }
    try withExactWaits { try loop(runs, poll, start: start, isOver: isOver, progress: progress) }
    let end = monotonicNanoseconds()
    return runs.map { $0.end(end) }
  }

  private func loop(
    _ groups: [ClientGroupRun], _ poll: Poll, start: Int, isOver: () -> Bool, progress: (Int) -> Void
  ) throws {
    let numbers = groups.flatMap { group in repeatElement(group, count: group.connectionCount) }
    let last = groups.map(\.lastRequest).max() ?? start
    var end = last + Int(grace * 1e9)
    var nextReport = start
    var now = start
    while now < end, !groups.allSatisfy({ $0.isDone(now) }) {
      for group in groups { try group.sendWhatIsDue(now) }
      if now >= nextReport {
        nextReport = now + 100_000_000
        progress(groups.reduce(0) { $0 + $1.answered })
        if isOver() {
          for group in groups { group.stop(now) }
          end = min(end, now + Int(grace * 1e9))
        }
      }
      let next = min(groups.map({ $0.nextMoment(now) }).min() ?? end, end, nextReport)
      try poll.wait(nanoseconds: max(0, next - monotonicNanoseconds())) { number, isReadable, isWritable in
        try numbers[number].serve(number, isReadable: isReadable, isWritable: isWritable)
      }
      now = monotonicNanoseconds()
    }
  }
}

extension ClientGroup.Pace {
  /// How many requests will become due, on average; `nil` if none does.
  package var requests: Int? {
    guard case .due(let schedule) = self else { return nil }
    return Int(schedule.rate * schedule.seconds)
  }

  /// How long requests are made, in seconds.
  package var seconds: Double {
    switch self {
    case .due(let schedule): schedule.seconds
    case .answered(let seconds): seconds
    }
  }
}
