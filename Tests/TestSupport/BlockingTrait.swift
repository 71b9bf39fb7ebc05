import Foundation
import Processes
package import Testing

/// Its tests wait for programs, each on a thread of its own: on Swift's pool, which has as many threads as there are
/// processors, they would hold up all others.
///
/// Twice as many go on at once as there are processors: these have work while a test waits, and no program is late.
package struct BlockingTrait: SuiteTrait, TestTrait, TestScoping {
  private static let gate = Gate(places: 2 * ProcessInfo.processInfo.activeProcessorCount)

  package var isRecursive: Bool { true }

  package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? { testCase == nil ? nil : self }

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await Self.gate.pass {
      try await withTaskExecutorPreference(ThreadExecutor(label: test.name)) { try await function() }
    }
  }
}

extension Trait where Self == BlockingTrait {
  /// The tests of this suite wait for programs.
  package static var blocking: Self { Self() }
}
