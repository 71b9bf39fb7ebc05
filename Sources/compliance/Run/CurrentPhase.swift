package import Foundation
package import MET001

/// The phase of the control that runs, as far as it has told.
package struct CurrentPhase {
  /// How long a phase may be silent until its rate and its time left say nothing any more.
  private static let silence = Duration.seconds(5)

  private var control: String?
  /// The newest line of the file, whoever wrote it.
  private var newest: Data?
  private var changed = ContinuousClock.now
  /// `nil` if the control that runs has told of no phase yet.
  package private(set) var line: ProgressLine?

  package init() {}

  /// Takes the newest line of progress. What the control before wrote is none of this one's.
  package mutating func update(_ progress: Data?, of control: String?) {
    if control != self.control {
      self.control = control
      line = nil
    }
    guard progress != newest else { return }
    newest = progress
    changed = .now
    line = progress.flatMap { try? JSONDecoder().decode(ProgressLine.self, from: $0) }
  }

  package func isMoving(at now: ContinuousClock.Instant) -> Bool { now - changed < Self.silence }
}
