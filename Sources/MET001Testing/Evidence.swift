import Foundation
package import Host
package import MET001
import RedisFixture
import Synchronization
package import Testing

/// The evidence of the control that runs now.
package var evidence: Evidence {
  guard let current = Evidence.current else {
    preconditionFailure("this test is in no .specification suite")
  }
  return current
}

/// Collects what a control's test observes and holds it against the specification's limits.
///
/// Limits never stand in a test: `record` looks them up, and an observation outside its limit is a failure at the
/// line that recorded it. A declared measure that was not recorded is an error, and so is an undeclared one.
package final class Evidence: Sendable {
  @TaskLocal package static var current: Evidence?

  package let control: Control
  package let settings: RunSettings
  private let state: Mutex<ControlEvidence>
  /// How often each name of an attachment was used.
  private let names = Mutex<[String: Int]>([:])

  package init(of control: Control, in settings: RunSettings) {
    self.control = control
    self.settings = settings
    state = Mutex(ControlEvidence(control: control.id))
  }

  /// What was collected so far.
  package var collected: ControlEvidence { state.withLock { $0 } }

  /// Runs a control's test, and writes down what it observed however it ends.
  ///
  /// - Parameter sourceLocation: where the test stands.
  /// - Throws: what the test throws. For a `MissingCapability` that is the cancellation of the test: it is not checked.
  package func collect(at sourceLocation: SourceLocation, from test: () async throws -> Void) async throws {
    defer { save() }
    do {
      try await Self.$current.withValue(self) { try await test() }
    } catch let missing as MissingCapability {
      try notChecked("\(missing)", sourceLocation: sourceLocation)
    }
    requireComplete(at: sourceLocation)
  }

  // MARK: Measures

  /// Records one value of a declared measure, in its unit.
  ///
  /// - Parameters:
  ///   - subject: what exactly was observed, where the measure has several subjects.
  ///   - samples: how many single samples the value rests on.
  package func record(
    _ measure: String, _ value: Double, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(measure, .number(value), of: subject, samples: samples, sourceLocation)
  }

  package func record(
    _ measure: String, _ value: Int, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(measure, .number(Double(value)), of: subject, samples: samples, sourceLocation)
  }

  /// Records a setting's value or another text.
  package func record(
    _ measure: String, _ value: String, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(measure, .text(value), of: subject, samples: samples, sourceLocation)
  }

  private func record(
    _ name: String, _ value: Value, of subject: String?, samples: Int, _ sourceLocation: SourceLocation
  ) {
    guard let measure = control.measure(named: name) else {
      return fail(.undeclaredMeasure, "\(control.id) declares no measure '\(name)'", sourceLocation)
    }
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
    state.withLock { $0.reached.append(Reached(claim: claim, happened: happened)) }
    if !happened { fail(.notReached, "\(control.id) proves nothing: never reached that \(claim)", sourceLocation) }
  }

  /// Whether the value is within the limit of a declared measure.
  package func admits(_ measure: String, _ value: Double) -> Bool {
    guard let measure = control.measure(named: measure) else { return false }
    return measure.admits(.number(value), limit: settings.specification.limit(of: measure, in: settings.profile))
  }

  /// The limit of a declared measure that is a number.
  ///
  /// - Throws: `SpecificationError` where there is no such measure, or no such limit.
  package func limit(of name: String) throws -> Double {
    guard let measure = control.measure(named: name),
      case .number(let limit)? = settings.specification.limit(of: measure, in: settings.profile)
    else {
      throw SpecificationError(path: "\(control.id).measures.\(name)", problem: "expected a limit that is a number")
    }
    return limit
  }

  /// Ends the control as not judged where its disk is too slow for the server to be blamed for a slow fsync.
  ///
  /// - Parameters:
  ///   - sync: the longest sync of a page on this host's own disk meanwhile, in seconds.
  ///   - limit: what the measurement is compared with, in seconds. A fifth of it is the longest sync that is tolerated.
  /// - Throws: the cancellation of the test, which must not be caught.
  package func requireQuietDisk(
    longestSync sync: Double, limit: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.seconds.format(.number(sync))
    try requireQuiet("its disk took \(seen) to sync a page", sync, limit, .seconds, sourceLocation)
  }

  /// Ends the control as not judged where this host is too noisy for the server to be blamed for a late answer.
  ///
  /// Call it before the first record of what it guards: a value outside its limit is a failure, noisy host or not.
  ///
  /// - Parameters:
  ///   - jitter: the scheduling and write delay of this host, in seconds.
  ///   - share: which percentile of the delay that is; `nil` for its mean.
  ///   - limit: what the measurement is compared with, in seconds. A fifth of it is the most jitter that is tolerated.
  /// - Throws: the cancellation of the test, which must not be caught.
  package func requireQuietHost(
    jitter: Double, percentile share: Double? = 0.99, limit: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.seconds.format(.number(jitter))
    let which = share.map { $0 < 1 ? "P\(grouped($0 * 100, decimals: 2))" : "the longest time" } ?? "on average"
    try requireQuiet(
      "scheduling and write delay \(seen) (\(which))", jitter, limit, .seconds, sourceLocation)
  }

  /// Ends the control as not judged where other programs had so much of the processors that the server cannot be blamed
  /// for what took it long.
  ///
  /// - Throws: the cancellation of the test, which must not be caught.
  package func requireProcessor(
    _ shortage: ProcessorShortage, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.ratio.format(.number(shortage.share))
    try requireQuiet(
      "of the time in which the server had work it got no processor for \(seen)", shortage.share, 1, .ratio,
      sourceLocation)
  }

  private func requireQuiet(
    _ noise: String, _ amount: Double, _ limit: Double, _ unit: MeasureUnit, _ sourceLocation: SourceLocation
  ) throws {
    let tolerated = unit.format(.number(limit / 5))
    note("Of this host: \(noise); up to \(tolerated) is tolerated.")
    // Not the other way round: noise that was not measured is no number, and no quiet host.
    if amount <= limit / 5 { return }
    try end(Inconclusive(.hostNoise, "\(noise), at most \(tolerated) is tolerated"), sourceLocation)
  }

  /// Ends the control as not judged where its data cannot carry the question.
  ///
  /// Call it before the first record of what it guards: a value outside its limit is a failure, resolved or not.
  ///
  /// - Parameter reason: what the data lack, with the figures that say so.
  /// - Throws: the cancellation of the test, which must not be caught.
  package func unresolved(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
    try end(Inconclusive(.unresolvedData, reason), sourceLocation)
  }

  /// Ends the control as an error: nothing that it would still record could be trusted.
  private func end(_ inconclusive: Inconclusive, _ sourceLocation: SourceLocation) throws -> Never {
    fail(inconclusive, sourceLocation)
    try Test.cancel(Comment(rawValue: inconclusive.cause.rawValue), sourceLocation: sourceLocation)
  }

  /// Ends the control as not checked.
  ///
  /// - Parameter reason: what is missing here and how to get it.
  /// - Throws: the cancellation of the test, which must not be caught.
  package func notChecked(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
    state.withLock { $0.inconclusive.append(Inconclusive(.missingCapability, reason)) }
    try Test.cancel(Comment(rawValue: reason), sourceLocation: sourceLocation)
  }

  /// Fails where a declared measure was not recorded.
  package func requireComplete(at sourceLocation: SourceLocation) {
    let recorded = Set(collected.observations.map(\.measure))
    let missing = control.measures.map(\.name).filter { !recorded.contains($0) }
    guard !missing.isEmpty else { return }
    fail(.missingMeasure, "\(control.id) did not record \(missing.joined(separator: ", "))", sourceLocation)
  }

  private func fail(_ cause: Inconclusive.Cause, _ reason: String, _ sourceLocation: SourceLocation) {
    fail(Inconclusive(cause, reason), sourceLocation)
  }

  /// Keeps the value, and records exactly one failure for it: the judgement knows by the number whether others occurred.
  private func fail(_ inconclusive: Inconclusive, _ sourceLocation: SourceLocation) {
    state.withLock { $0.inconclusive.append(inconclusive) }
    Issue.record(Comment(rawValue: inconclusive.sentence), sourceLocation: sourceLocation)
  }

  // MARK: Material

  /// Adds a fact for the reader of the report, in one sentence.
  package func note(_ sentence: String) {
    state.withLock { $0.notes.append(sentence) }
  }

  /// Adds a finding, in one sentence: what belongs on the report's first screen, beside the verdict.
  package func conclude(_ sentence: String) {
    state.withLock { $0.findings.append(sentence) }
  }

  /// Adds a picture.
  package func show(_ figure: Figure) {
    state.withLock { $0.figures.append(figure) }
  }

  /// Says what the observations are of.
  ///
  /// - Returns: whether that is new.
  package func tested(_ component: Component) -> Bool {
    state.withLock { evidence in
      guard !evidence.components.contains(component) else { return false }
      evidence.components.append(component)
      return true
    }
  }

  /// Attaches raw material as a file of the report. The second `redis.log` becomes `2.redis.log`.
  package func attach(_ text: String, named name: String) {
    let number = names.withLock { names in
      names[name, default: 0] += 1
      return names[name] ?? 1
    }
    // Names that are unique in the run stay as they are: equal ones would get random parts.
    Attachment.record(Array(text.utf8), named: "\(control.id).\(number > 1 ? "\(number)." : "")\(name)")
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
