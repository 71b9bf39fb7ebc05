import Foundation
import MET001
import Monitoring
import Processes
package import Scenarios
import Testing

extension AlertingUnderTest {
  /// The alerting under test, with the limits of this run.
  ///
  /// - Parameters:
  ///   - pace: what its intervals and waiting times are divided by.
  ///   - time: how long a report may take.
  /// - Throws: `MissingCapability` without the programs; `ServiceError` where they refuse the files; `SpecificationError`.
  package static func specified(
    pace: ParameterName = .alertPace, time: ParameterName = .alertTime
  ) async throws -> AlertingUnderTest {
    let settings = try RunSettings.current
    let sources = try await AlertingSources.shared.read(settings.alerting).sources
    return AlertingUnderTest(
      rules: sources.rules, alertmanager: sources.alertmanager, pace: MonitoringPace(factor: try settings.number(pace)),
      limits: AlertLimits(report: try settings.number(time), resolve: try settings.number(.resolveTime)))
  }
}

extension Evidence {
  /// Notes the programs of the alerting under test, and the files that they read.
  ///
  /// - Throws: `MissingCapability` without the programs; `ServiceError` where they refuse the files.
  package func identifyAlerting() async throws {
    for component in try await AlertingSources.shared.read(try RunSettings.current.alerting).components {
      _ = tested(component)
    }
  }
}

/// What Prometheus and Alertmanager make of the files, asked once.
private actor AlertingSources {
  static let shared = AlertingSources()

  private var answer: Result<(sources: ReadSources, components: [Component]), any Error>?

  func read(_ files: AlertingFiles) throws -> (sources: ReadSources, components: [Component]) {
    if let answer { return try answer.get() }
    let answer = Result {
      let sources = try MonitoringSources(rules: files.rules, alertmanager: files.alertmanager).read()
      return (sources: sources, components: try sources.programs.map(Component.init))
    }
    self.answer = answer
    return try answer.get()
  }
}

extension Component {
  fileprivate init(_ program: MonitoringProgram) throws {
    let (role, name): (Role, String) =
      switch program.part {
      case .prometheus: (.prometheus, "prometheus")
      case .exporter: (.exporter, "redis_exporter")
      case .alertmanager: (.alertmanager, "alertmanager")
      }
    let binary = URL(filePath: program.program).resolvingSymlinksInPath().path
    self.init(
      role: role, name: name, version: program.version, buildId: program.revision, program: program.program,
      binary: binary, binarySha256: try sha256(ofFile: binary),
      configurationSha256: program.files.isEmpty ? nil : try sha256(ofFiles: program.files),
      replaced: Self.replaced(in: program.part))
  }

  /// What the harness replaces in the files of a program.
  private static func replaced(in part: MonitoringProgram.Part) -> [String] {
    let times = "waiting times, by shorter ones where a control says so"
    return switch part {
    case .prometheus: ["whom to ask and whom to tell, by programs of the harness", "intervals, ranges and \(times)"]
    case .exporter: []
    case .alertmanager: ["receivers, by one of the harness", times]
    }
  }
}
