import ComplianceReport
import Foundation
import MET001
import Processes
import RedisConfiguration

/// A report that stands for the run of the reference system, if it is just what that would be.
struct KnownReference {
  /// The directory of the report.
  let report: String
  let options: TestOptions

  /// What the report says of that system.
  ///
  /// - Throws: `UsageError` if it is no report, if its evidence was changed, or if it is of anything else.
  func run(of system: SystemUnderTest, _ selection: Selection, _ package: TestPackage) throws -> ProofRun {
    let known = try ReportDirectory(report).verified()
    if let difference = try difference(known, system, selection, package) {
      throw UsageError("--reference \(report): is of \(difference); leave --reference out, and that system is run")
    }
    return ProofRun(known, of: known.run, seconds: seconds(from: known.run.started, until: known.run.ended) ?? 0)
  }

  /// What the report is of that is not this; `nil` if it is of this.
  private func difference(
    _ known: Report, _ system: SystemUnderTest, _ selection: Selection, _ package: TestPackage
  ) throws -> String? {
    let (run, tool) = (known.run, package.tool(selection.specification))
    guard run.targets == nil else { return "servers that were observed" }
    guard tool.commit != nil, run.tool == tool, tool.dirty == false else {
      return "another state of the package, or of one with uncommitted changes"
    }
    guard try ReportDirectory(report).specification() == selection.data else { return "another specification" }
    guard run.selected == selection.controls.map(\.id) else { return "other controls" }
    guard run.profile == options.profile, run.seed == options.seed else { return "another profile or seed" }
    let named = options.rules + options.dashboards + [options.alertmanager].compactMap(\.self)
    guard named.isEmpty, options.deployment.isEmpty else { return "another alerting or deployment" }
    let servers = known.system.components.filter { $0.role == .server }
    let file = try ConfigurationFile(path: system.configuration)
    guard servers.count == 1, let server = servers.first, server.program == system.server, let binary = server.binary,
      try sha256(ofFile: binary) == server.binarySha256,
      try sha256(ofFiles: file.files) == server.configurationSha256
    else { return "another server or configuration" }
    return nil
  }
}
