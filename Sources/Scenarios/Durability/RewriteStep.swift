import Foundation
import Processes
import RedisFixture

/// The steps in which a rewrite changes the set of append-only files at its end (backgroundRewriteDoneHandler in Redis's
/// aof.c): after each of them the power may go.
package enum RewriteStep: Sendable, CaseIterable {
  /// The new base file has its name.
  case base
  /// The manifest that names it has taken the place of the old one.
  case manifest
  /// The old base file is gone.
  case removal
}

/// Looks for the steps of the next rewrite.
struct RewriteSteps {
  private let directory: String
  private let manifest: String
  private let oldBase: String

  /// - Parameter before: the files before the rewrite.
  /// - Returns: `nil` without a manifest that names a base.
  init?(from before: AppendOnlyFileSet) {
    guard let base = before.base else { return nil }
    let url = URL(filePath: base)
    (directory, oldBase) = (url.deletingLastPathComponent().path, url.lastPathComponent)
    manifest = before.path
  }

  /// Waits until the step has come.
  ///
  /// - Throws: `FixtureError.timedOut`.
  func wait(for step: RewriteStep, within limit: Duration) throws {
    let deadline = ContinuousClock.now + limit
    while !hasCome(step) {
      guard ContinuousClock.now < deadline else {
        throw FixtureError.timedOut(waitingFor: "the end of a rewrite", within: limit)
      }
      usleep(100)
    }
  }

  private func hasCome(_ step: RewriteStep) -> Bool {
    switch step {
    case .base: names.contains { $0.contains(".base.") && !$0.hasPrefix("temp-") && $0 != oldBase }
    case .manifest:
      !text(ofFile: manifest).split(separator: "\n").contains { $0.contains(oldBase) && $0.hasSuffix(" b") }
    case .removal: !names.contains(oldBase)
    }
  }

  private var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? [] }
}
