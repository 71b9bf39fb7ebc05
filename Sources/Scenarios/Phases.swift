/// Who is told how far the long phases of a scenario are.
///
///     let loading = phases("loading", total: events.count)
///     loading(1000)
package struct Phases: Sendable {
  package typealias Update = @Sendable (_ done: Int) -> Void

  private let begin: @Sendable (_ phase: String, _ total: Int, _ unit: String) -> Update

  /// - Parameter begin: told that a phase begins; returns what is told how far it is.
  package init(_ begin: @escaping @Sendable (_ phase: String, _ total: Int, _ unit: String) -> Update) {
    self.begin = begin
  }

  /// Nobody is told.
  package static let untold = Phases { _, _, _ in { _ in } }

  /// Begins a phase.
  ///
  /// - Parameters:
  ///   - phase: what is going on, such as `loading`.
  ///   - total: how many units there are in all.
  ///   - unit: what is counted, in the plural.
  /// - Returns: to be told how many are done; cheap enough to be called thousands of times a second.
  package func callAsFunction(_ phase: String, total: Int, unit: String = "events") -> Update {
    begin(phase, total, unit)
  }
}
