import MET001
import Processes
package import Testing

/// Ties the tests of a suite to their controls: each gets its `evidence`, and only one control runs at a time.
///
///     @Suite("Bulk load", .specification, .tags(.capacity))
///     struct BulkLoadTests {
///       @Test(.tags(.must)) func `CAP-02 loading is fast enough`() throws {
///         evidence.record("load-rate", …)
///       }
///     }
package struct SpecificationTrait: SuiteTrait, TestTrait, TestScoping {
  /// Whether its controls judge servers that somebody else runs: a run is about these, or about a configuration.
  fileprivate var isObservation = false

  private static let process = Gate()
  @TaskLocal private static var suite: Gate?

  package var isRecursive: Bool { true }

  /// Once around the suite, so that what its controls share is exclusive too, and once around each control.
  package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
    test.isSuite || testCase != nil ? self : nil
  }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    guard test.isSuite else { return try await provideScope(forControl: test, performing: function) }
    if try RunSettings.current.isObservation != isObservation {
      try Test.cancel(isObservation ? "no --target" : "--target: servers that somebody else runs are only read")
    }
    try await Self.process.pass {
      try await withTaskExecutorPreference(ThreadExecutor(label: test.name)) {
        try await Self.$suite.withValue(Gate()) {
          try await function()
        }
      }
    }
  }

  private func provideScope(
    forControl test: Test, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    let settings = try RunSettings.current
    let id = String((test.displayName ?? test.name).split(separator: " ").first ?? "")
    guard let control = settings.specification.control(id) else {
      try Test.cancel("the specification \(settings.specification.id) has no control \(id)")
    }
    let evidence = Evidence(of: control, in: settings)
    try await (Self.suite ?? Self.process).pass {
      try await evidence.collect(at: test.sourceLocation) {
        try evidence.requireDisk()
        try await function()
      }
    }
  }
}

extension Trait where Self == SpecificationTrait {
  /// The tests of this suite verify controls of the specification.
  package static var specification: Self { Self() }

  /// The tests of this suite verify controls of the specification on servers that somebody else runs, as far as they can be
  /// read.
  package static var observation: Self { Self(isObservation: true) }
}

extension Tag {
  @Tag package static var configuration: Self
  @Tag package static var capacity: Self
  @Tag package static var eviction: Self
  @Tag package static var durability: Self
  @Tag package static var performance: Self
  @Tag package static var monitoring: Self
  @Tag package static var readiness: Self
  @Tag package static var must: Self
  @Tag package static var should: Self
  @Tag package static var info: Self
}
