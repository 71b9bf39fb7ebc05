package import Host
import MET001
import Processes
import RedisFixture
import Synchronization
package import Testing

// How a control ends that cannot be judged.
extension Evidence {
  /// Ends the control as not judged where its disk may be why a time is outside its limit.
  ///
  /// - Parameters:
  ///   - sync: the longest sync of a page on this host's own disk meanwhile, in seconds from when it was due.
  ///   - time: what was measured, in seconds. `NoisePolicy` says what is tolerated beside it.
  ///   - limit: what it should be, in seconds.
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func requireQuietDisk(
    longestSync sync: Double, beside time: Double, limit: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.seconds.format(.number(sync))
    try requireQuiet(
      "its disk took \(seen) to sync a page that was due", sync, NoisePolicy.tolerated(beside: time, limit: limit),
      .seconds, sourceLocation)
  }

  /// Ends the control as not judged where this host's delays may be why a time is outside its limit.
  ///
  /// Call it before the first record of what it guards: a value outside its limit is a failure, noisy host or not.
  ///
  /// - Parameters:
  ///   - jitter: the scheduling and write delay of this host, in seconds.
  ///   - share: which percentile of the delay that is; `nil` for its mean.
  ///   - time: what was measured, in seconds. `NoisePolicy` says what is tolerated beside it.
  ///   - limit: what it should be, in seconds.
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func requireQuietHost(
    jitter: Double, percentile share: Double?, beside time: Double, limit: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.seconds.format(.number(jitter))
    let which = share.map { $0 < 1 ? "P\(grouped($0 * 100, decimals: 2))" : "the longest time" } ?? "on average"
    try requireQuiet(
      "scheduling and write delay \(seen) (\(which))", jitter, NoisePolicy.tolerated(beside: time, limit: limit),
      .seconds, sourceLocation)
  }

  /// The same for a time of many: the jitter is that at the percentile that explains it.
  package func requireQuietHost(
    jitter: Double, beside miss: Miss, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try requireQuietHost(
      jitter: jitter, percentile: miss.explainingShare, beside: miss.time, limit: miss.limit,
      sourceLocation: sourceLocation)
  }

  /// Ends the control as not judged where other programs had so much of the processors that the server cannot be blamed
  /// for what took it long.
  ///
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func requireProcessor(
    _ shortage: ProcessorShortage, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let seen = MeasureUnit.ratio.format(.number(shortage.share))
    try requireQuiet(
      "of the time in which the server had work it got no processor for \(seen)", shortage.share,
      NoisePolicy.tolerated(1), .ratio, sourceLocation)
  }

  private func requireQuiet(
    _ noise: String, _ amount: Double, _ tolerated: Double, _ unit: MeasureUnit, _ sourceLocation: SourceLocation
  ) throws {
    try requireBelonging(at: sourceLocation)
    let words = tolerated.isFinite ? unit.format(.number(tolerated)) : "any"
    note("Of this host: \(noise); up to \(words) is tolerated.")
    // Noise that was not measured (NaN) is not tolerated.
    if amount <= tolerated { return }
    try end(Inconclusive(.hostNoise, "\(noise), at most \(words) is tolerated"), sourceLocation)
  }

  /// Ends the control as not judged where its data cannot carry the question.
  ///
  /// Call it before the first record of what it guards: a value outside its limit is a failure, resolved or not.
  ///
  /// - Parameter reason: what the data lack, with the figures that say so.
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func unresolved(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
    try end(Inconclusive(.unresolvedData, reason), sourceLocation)
  }

  /// Ends the control as an error: nothing that it would still record could be trusted.
  private func end(_ inconclusive: Inconclusive, _ sourceLocation: SourceLocation) throws -> Never {
    try requireBelonging(at: sourceLocation)
    fail(inconclusive, sourceLocation)
    try Test.cancel(Comment(rawValue: inconclusive.cause.rawValue), sourceLocation: sourceLocation)
  }

  /// Ends the control as not checked.
  ///
  /// - Parameter reason: what is missing here and how to get it.
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func notChecked(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
    try leave(Inconclusive(.missingCapability, reason), sourceLocation)
  }

  /// Ends the control as not checked if it needs a disk and the servers' data is in memory: nobody can say then what a
  /// power cut would leave.
  ///
  /// - Throws: the cancellation of the test, which must not be caught; `SystemError` if the kernel does not tell.
  func requireDisk(sourceLocation: SourceLocation = #_sourceLocation) throws {
    guard control.needs.disk == true else { return }
    let fileSystem = try FileSystem(of: ScratchDirectory.parent())
    guard fileSystem.isMemory else { return }
    try notChecked(
      "the servers' data is in memory, \(fileSystem.line): name a disk with --scratch or \(ScratchDirectory.variable)",
      sourceLocation: sourceLocation)
  }

  /// Ends the control as not applicable.
  ///
  /// - Parameter reason: what the system under test has not, so that the requirement says nothing of it.
  /// - Throws: the cancellation of the test, which must not be caught; `MisuseError`.
  package func notApplicable(_ reason: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> Never {
    try leave(Inconclusive(.notApplicable, reason), sourceLocation)
  }

  /// Ends the control without a failure.
  private func leave(_ inconclusive: Inconclusive, _ sourceLocation: SourceLocation) throws -> Never {
    try requireBelonging(at: sourceLocation)
    state.withLock { $0.inconclusive.append(inconclusive) }
    try Test.cancel(Comment(rawValue: inconclusive.reason), sourceLocation: sourceLocation)
  }
}
