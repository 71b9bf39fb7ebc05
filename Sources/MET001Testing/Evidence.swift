import Foundation
package import MET001
import Processes
import RedisFixture
import Synchronization
package import Testing

/// The evidence of the control that runs now. In a test that is no control's, whatever is done with it is an issue at
/// that line.
package var evidence: Evidence { Evidence.current ?? .stray }

/// Collects what a control's test observes and holds it against the specification's limits.
///
/// Limits never stand in a test: `record` looks them up, and an observation outside its limit is a failure at the
/// line that recorded it. A declared measure that was not recorded is an error, and so is an undeclared one.
package final class Evidence: Sendable {
  @TaskLocal package static var current: Evidence?
  /// Which of several servers everything is about that is recorded now; `nil` if there is but one.
  @TaskLocal static var subject: String?

  package let control: Control
  package let settings: RunSettings
  /// Whether there is no control that it could be the evidence of.
  private let isStray: Bool
  let state: Mutex<ControlEvidence>
  /// How often each name of an attachment was used.
  let names = Mutex<[String: Int]>([:])

  package init(of control: Control, in settings: RunSettings) {
    self.control = control
    self.settings = settings
    isStray = false
    state = Mutex(ControlEvidence(control: control.id))
  }

  /// The evidence of no control.
  private init(straying settings: RunSettings) {
    control = .none
    self.settings = settings
    isStray = true
    state = Mutex(ControlEvidence(control: control.id))
  }

  /// What a test finds that is in no `.specification` suite, or a thread that its test did not start as a task.
  fileprivate static var stray: Evidence {
    // Settings that cannot be read are told by every control; here they are of no matter.
    Evidence(straying: (try? RunSettings.current) ?? .none)
  }

  /// Whether there is a control; if not, that is an issue at the line.
  func belongs(at sourceLocation: SourceLocation) -> Bool {
    if isStray { Issue.record("\(MisuseError.evidence)", sourceLocation: sourceLocation) }
    return !isStray
  }

  /// - Throws: `MisuseError`, which is an issue at the line already.
  func requireBelonging(at sourceLocation: SourceLocation) throws {
    guard belongs(at: sourceLocation) else { throw MisuseError.evidence }
  }

  /// What was collected so far.
  package var collected: ControlEvidence { state.withLock { $0 } }

  /// Runs a control's test, and writes down what it observed however it ends.
  ///
  /// - Parameter sourceLocation: where the test stands.
  /// - Throws: what the test throws. For a `MissingCapability` or a `NotApplicable` that is the cancellation of the test.
  package func collect(at sourceLocation: SourceLocation, from test: () async throws -> Void) async throws {
    defer { save() }
    do {
      try await Self.$current.withValue(self) {
        guard let watch = ServerWatch.shared else { return try await test() }
        try await watch.reporting(to: self, test)
      }
    } catch let missing as MissingCapability {
      try notChecked("\(missing)", sourceLocation: sourceLocation)
    } catch let none as NotApplicable {
      try notApplicable("\(none)", sourceLocation: sourceLocation)
    } catch {
      // What the system does is its own.
      if let violation = violation(error) { state.withLock { $0.violations.append(violation) } }
      throw error
    }
    requireComplete(at: sourceLocation)
  }

  /// What the server under test did, if that is what the error tells; `nil` for an error of the harness or the host.
  func violation(_ error: any Error) -> String? {
    switch error {
    case let error as FixtureError where error.isOfServer: "\(error)"
    case let error as ServiceError where error.program == (try? settings.serverPath()): "\(error)"
    default: nil
    }
  }

  /// Tells what the system under test did that it must never do: a failure of this control, whatever its measures are.
  package func violate(_ sentence: String, sourceLocation: SourceLocation = #_sourceLocation) {
    guard belongs(at: sourceLocation) else { return }
    let sentence = Self.named(sentence)
    state.withLock { $0.violations.append(sentence) }
    Issue.record(Comment(rawValue: "\(control.id): \(sentence)"), sourceLocation: sourceLocation)
  }

  /// The sentence, with the server that it is about if there are several.
  static func named(_ sentence: String) -> String { subject.map { "\($0): \(sentence)" } ?? sentence }

  /// Gives another control what was seen here of its requirement; that is an issue here, for it is seen to fail.
  func contribute(_ contribution: Contribution) {
    state.withLock { $0.contributions.append(contribution) }
    Issue.record(Comment(rawValue: "\(contribution.control): \(contribution.notes.joined(separator: " "))"))
  }

  // MARK: Measures

  /// Records one value of a declared measure, in its unit.
  ///
  /// - Parameters:
  ///   - name: as the control declares it; the controls use `MeasureName`.
  ///   - subject: what exactly was observed, if the measure has several subjects.
  ///   - samples: how many single samples the value rests on.
  package func record(
    named name: String, _ value: Value, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard belongs(at: sourceLocation) else { return }
    guard let measure = control.measure(named: name) else {
      return fail(.undeclaredMeasure, "\(control.id) declares no measure '\(name)'", sourceLocation)
    }
    let subject = Self.subject == nil ? subject : [Self.subject, subject].compactMap(\.self).joined(separator: ", ")
    if case .number(let number) = value, !number.isFinite {
      return fail(.invalidMeasure, "\(name) is \(number): not a measurement", sourceLocation)
    }
    state.withLock {
      $0.observations.append(Observation(measure: name, of: subject, value: value))
      $0.samples += samples
    }
    let limit = settings.specification.limit(of: measure, in: settings.profile)
    guard !measure.admits(value, limit: limit) else { return }
    let sentence =
      "\(control.id): \(name)\(subject.map { " of \($0)" } ?? "") is \(measure.unit.format(value)), limit "
      + "\(measure.comparison.sign) \(limit.map(measure.unit.format) ?? "")"
    Issue.record(
      Comment(rawValue: sentence), severity: control.isBinding(measure) ? .error : .warning,
      sourceLocation: sourceLocation)
  }

  /// Proves that a dangerous state was really reached. Where it never was, the control proves nothing: an error.
  package func sometimes(
    _ claim: String, _ happened: Bool, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard belongs(at: sourceLocation) else { return }
    state.withLock { $0.reached.append(Reached(claim: claim, happened: happened)) }
    if !happened { fail(.notReached, "\(control.id) proves nothing: never reached that \(claim)", sourceLocation) }
  }

  /// Whether the value is within the limit of a declared measure.
  package func admits(
    named name: String, _ value: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Bool {
    guard belongs(at: sourceLocation), let measure = control.measure(named: name) else { return false }
    return measure.admits(.number(value), limit: settings.specification.limit(of: measure, in: settings.profile))
  }

  /// The limit of a declared measure that is a number.
  ///
  /// - Throws: `SpecificationError` if there is no such measure, or no such limit; `MisuseError`.
  package func limit(named name: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Double {
    try requireBelonging(at: sourceLocation)
    guard let measure = control.measure(named: name),
      case .number(let limit)? = settings.specification.limit(of: measure, in: settings.profile)
    else {
      throw SpecificationError(path: "\(control.id).measures.\(name)", problem: "expected a limit that is a number")
    }
    return limit
  }

  /// Fails where a declared measure was not recorded.
  package func requireComplete(at sourceLocation: SourceLocation) {
    let recorded = Set(collected.observations.map(\.measure))
    let missing = collected.measures(of: control).map(\.name).filter { !recorded.contains($0) }
    // A failure that no measure tells leaves measures unread.
    guard !missing.isEmpty, collected.violations.isEmpty else { return }
    fail(.missingMeasure, "\(control.id) did not record \(missing.joined(separator: ", "))", sourceLocation)
  }

  func fail(_ cause: Inconclusive.Cause, _ reason: String, _ sourceLocation: SourceLocation) {
    fail(Inconclusive(cause, reason), sourceLocation)
  }

  /// Keeps the value, and records exactly one failure for it: the judgement knows by the number whether others occurred.
  func fail(_ inconclusive: Inconclusive, _ sourceLocation: SourceLocation) {
    state.withLock { $0.inconclusive.append(inconclusive) }
    Issue.record(Comment(rawValue: inconclusive.sentence), sourceLocation: sourceLocation)
  }

  /// Writes down what was collected, for the report.
  private func save() {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    guard let data = try? encoder.encode(collected) else {
      Issue.record("\(control.id): the evidence cannot be written")
      return
    }
    Attachment.record(Array(data), named: "\(control.id).evidence.json")
  }
}
