import Foundation
import Processes
import Synchronization

/// Looks at what Prometheus says of the alerts and at what arrives, several times in each interval, while a body runs.
package final class AlertWatch: Sendable {
  private struct State {
    var history = AlertHistory()
    var failure: (any Error)?
    var seen = 0
  }

  private let stack: MonitoringStack
  private let began = ContinuousClock.now
  private let state = Mutex(State())

  private init(_ stack: MonitoringStack) { self.stack = stack }

  /// Since the watch began.
  package var seconds: Double { (ContinuousClock.now - began) / .seconds(1) }

  package var history: AlertHistory { state.withLock { $0.history } }

  /// Runs the body, and watches beside it.
  ///
  /// - Throws: what the body throws, else `WebError` if Prometheus did not answer.
  package static func watch<Outcome>(
    _ stack: MonitoringStack, during body: (AlertWatch) throws -> Outcome
  ) throws -> Outcome {
    let watch = AlertWatch(stack)
    let outcome = try beside(
      { try body(watch) },
      { isOver in
        while !isOver.load(ordering: .acquiring) {
          watch.look()
          usleep(50_000)
        }
      })
    if let failure = watch.state.withLock({ $0.failure }) { throw failure }
    return outcome
  }

  /// Waits until the history is as wanted.
  ///
  /// - Parameters:
  ///   - limit: how long, in seconds.
  /// - Returns: whether it came to that.
  /// - Throws: `WebError` if Prometheus did not answer meanwhile.
  package func wait(within limit: Double, until holds: (AlertHistory) throws -> Bool) throws -> Bool {
    let deadline = seconds + limit
    while true {
      if let failure = state.withLock({ $0.failure }) { throw failure }
      if try holds(history) { return true }
      if seconds > deadline { return false }
      usleep(20_000)
    }
  }

  private func look() {
    do {
      let raised = try stack.prometheus.rules().flatMap(\.rules).flatMap { $0.alerts ?? [] }
      let states = Dictionary(raised.map { (AlertHistory.Alert(labels: $0.labels), $0.historyState) }) { max($0, $1) }
      let deliveries = stack.receiver.deliveries
      let now = seconds
      state.withLock { state in
        state.history.note(states, at: now)
        for delivery in deliveries[state.seen...] {
          state.history.deliveries.append(
            AlertHistory.Delivery(
              (delivery.at - began) / .seconds(1), AlertHistory.Alert(labels: delivery.labels),
              receiver: delivery.receiver, isResolved: delivery.isResolved))
        }
        state.seen = deliveries.count
      }
    } catch {
      state.withLock { $0.failure = $0.failure ?? error }
    }
  }
}

extension RaisedAlert {
  fileprivate var historyState: AlertHistory.State { state == .firing ? .firing : .pending }
}
