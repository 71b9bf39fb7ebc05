import Foundation
import Processes
import RedisFixture

/// What somebody's alerting consists of, as files.
package struct MonitoringSources: Sendable, Equatable {
  /// Rules of Prometheus.
  package var rules: [String]
  /// A configuration of Alertmanager.
  package var alertmanager: String

  package init(rules: [String], alertmanager: String) {
    (self.rules, self.alertmanager) = (rules, alertmanager)
  }

  /// Reads them by the programs that they are for: nobody else knows what they mean.
  ///
  /// - Throws: `ServiceError.exitedAtStart` with the program's words where it refuses them; `MissingCapability`,
  ///   `WebError`.
  package func read() throws -> ReadSources {
    try MonitoringPrograms.require()
    let directory = try ScratchRoot.current().makeDirectory()
    defer { removeIfThere(directory) }
    let (rules, prometheus) = try readRules(in: directory)
    let (alertmanager, router) = try readAlertmanager(in: directory)
    return ReadSources(
      rules: rules, alertmanager: alertmanager, programs: [prometheus, try readExporter(in: directory), router])
  }

  private func readRules(in directory: String) throws -> (AlertingRules, MonitoringProgram) {
    let prometheus = try PrometheusService(
      directory: directory, configuration: PrometheusService.configuration(of: .shipped, rules: rules), pace: .shipped)
    return try running(prometheus.service) {
      let build: PrometheusAnswer<BuildAnswer> = try prometheus.web.json("/api/v1/status/buildinfo")
      let program = MonitoringProgram(
        part: .prometheus, version: build.data.version, revision: build.data.revision,
        program: prometheus.service.program, files: rules)
      return (AlertingRules(groups: try prometheus.rules()), program)
    }
  }

  private func readAlertmanager(in directory: String) throws -> (AlertmanagerConfiguration, MonitoringProgram) {
    struct Status: Decodable {
      struct Config: Decodable { var original: String }
      var config: Config
      var versionInfo: BuildAnswer
    }
    let service = try AlertmanagerService(directory: directory, configuration: alertmanager)
    return try running(service.service) {
      let status: Status = try service.web.json("/api/v2/status")
      let program = MonitoringProgram(
        part: .alertmanager, version: status.versionInfo.version, revision: status.versionInfo.revision,
        program: service.service.program, files: [alertmanager])
      return (AlertmanagerConfiguration(text: status.config.original), program)
    }
  }

  private func readExporter(in directory: String) throws -> MonitoringProgram {
    let exporter = try ExporterService(
      of: .unixSocket(path: "\(directory)/none"), login: nil, keys: [], directory: directory)
    return try running(exporter.service) {
      let text = String(decoding: try exporter.web.get("/metrics"), as: UTF8.self)
      // redis_exporter_build_info{build_date="…",commit_sha="…",golang_version="…",version="…"} 1
      let labels = text.firstMatch(of: /redis_exporter_build_info\{(.*)\}/)?.1.split(separator: ",") ?? []
      func label(_ name: String) -> String {
        labels.first { $0.hasPrefix("\(name)=\"") }?.split(separator: "\"").dropFirst().first.map(String.init)
          ?? "unknown"
      }
      return MonitoringProgram(
        part: .exporter, version: label("version"), revision: label("commit_sha"), program: exporter.service.program,
        files: [])
    }
  }

  private func running<Outcome>(_ service: Service, _ body: () throws -> Outcome) throws -> Outcome {
    let process = try service.start()
    defer { process.tearDown() }
    return try body()
  }
}

/// Somebody's alerting, as the programs that it is for have read it.
package struct ReadSources: Sendable {
  package var rules: AlertingRules
  package var alertmanager: AlertmanagerConfiguration
  /// The programs, with what they read.
  package var programs: [MonitoringProgram]
}

/// How fast time passes for alerting.
package struct MonitoringPace: Sendable, Equatable {
  /// What every interval, range and waiting time is divided by.
  package var factor: Double

  package init(factor: Double) { self.factor = factor }

  /// As the files say.
  package static let shipped = MonitoringPace(factor: 1)
  /// The interval of the shipped scrape configuration, in seconds: the rules are written for it.
  package static let scrapeInterval = 15.0

  func shortened(_ seconds: Double) -> String {
    "\(PrometheusDuration(seconds: seconds).shortened(by: factor))"
  }
}

func removeIfThere(_ path: String) {
  // Its guard removes it where this does not.
  try? FileManager.default.removeItem(atPath: path)
}
