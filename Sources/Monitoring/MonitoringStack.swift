import Foundation
import Processes
package import RedisFixture
import Synchronization

/// Prometheus, the exporter of one server, Alertmanager, and somebody who receives the alerts.
///
///     try withMonitoring(of: server, rules, alertmanager, pace: pace) { stack in
///       …
///     }
package final class MonitoringStack: Sendable {
  package let prometheus: PrometheusService
  package let receiver: AlertReceiver
  package let pace: MonitoringPace
  private let exporter: ExporterService
  private let processes = Mutex<[String: ServiceProcess]>([:])
  private let alertmanager: AlertmanagerService
  private let directory: String

  fileprivate init(
    of server: RedisServer, _ rules: AlertingRules, _ alertmanager: AlertmanagerConfiguration, keys: [String],
    login: ExporterLogin?, pace: MonitoringPace
  ) throws {
    directory = try ScratchRoot.current().makeDirectory()
    self.pace = pace
    receiver = try AlertReceiver()
    let alertmanagerPath = "\(directory)/alertmanager.yml"
    let redirected = alertmanager.redirected(
      to: "http://127.0.0.1:\(receiver.port)/", shortenedBy: pace.factor)
    try Data(redirected.utf8).write(to: URL(filePath: alertmanagerPath))
    self.alertmanager = try AlertmanagerService(directory: directory, configuration: alertmanagerPath)
    exporter = try ExporterService(
      of: server.endpoint, login: try login ?? server.exporterLogin(), keys: keys, directory: directory)
    let rulesPath = "\(directory)/rules.yml"
    try rules.file(shortenedBy: pace.factor).write(to: URL(filePath: rulesPath))
    let neighbours = PrometheusService.Neighbours(
      job: "redis", exporter: exporter.web.port, alertmanager: self.alertmanager.web.port)
    prometheus = try PrometheusService(
      directory: directory,
      configuration: try PrometheusService.configuration(of: neighbours, rules: [rulesPath], pace: pace), pace: pace)
  }

  fileprivate func start() throws {
    try start("alertmanager", alertmanager.service)
    try startExporter()
    try start("prometheus", prometheus.service)
  }

  private func start(_ role: String, _ service: Service) throws {
    let process = try service.start()
    processes.withLock { $0[role] = process }
  }

  /// Starts the exporter, also again.
  package func startExporter() throws { try start("exporter", exporter.service) }

  /// Ends the exporter, as when its host dies.
  package func killExporter() { processes.withLock { $0.removeValue(forKey: "exporter") }?.killGroup() }

  fileprivate func end() {
    receiver.end()
    for process in processes.withLock({ $0.values.map(\.self) }) { process.end(by: []) }
    removeIfThere(directory)
  }

  /// Waits until Prometheus has asked the exporter for the first time: it learns of new ones every five seconds.
  ///
  /// - Throws: `WebError`; `SystemError.timedOut`.
  package func waitForScrape() throws {
    try wait(for: "the first scrape", within: .seconds(60)) { try !prometheus.query("redis_up").isEmpty }
  }

  /// What the programs printed: at the level of warnings, nothing if all is well.
  package var log: String {
    ["prometheus", "alertmanager", "exporter"].map { name in
      "== \(name)\n\(text(ofFile: "\(directory)/\(name).log"))"
    }.joined(separator: "\n")
  }

  /// What the exporter says of the server at the moment.
  ///
  /// - Throws: `WebError`.
  package func scrape() throws -> String {
    String(decoding: try exporter.web.get("/metrics"), as: UTF8.self)
  }
}

/// Monitors a server while the body runs.
///
/// - Parameters:
///   - keys: the single keys whose values are exported.
///   - login: who asks the server; `nil` for who asks it otherwise.
/// - Throws: `MissingCapability`, `ServiceError`, `WebError`; what the body throws.
package func withMonitoring<Outcome>(
  of server: RedisServer, _ rules: AlertingRules, _ alertmanager: AlertmanagerConfiguration, keys: [String],
  login: ExporterLogin? = nil, pace: MonitoringPace, _ body: (MonitoringStack) throws -> Outcome
) throws -> Outcome {
  let stack = try MonitoringStack(of: server, rules, alertmanager, keys: keys, login: login, pace: pace)
  defer { stack.end() }
  try stack.start()
  return try body(stack)
}

/// Who logs in for the exporter: it must be shown nowhere.
package struct ExporterLogin: Sendable {
  /// `nil` for the default user.
  package var user: String?
  package var password: String

  package init(user: String?, password: String) { (self.user, self.password) = (user, password) }
}

extension RedisServer {
  /// Who logs in for the exporter; `nil` where the server asks for nobody.
  fileprivate func exporterLogin() throws -> ExporterLogin? {
    // AUTH [user] password
    guard let words = try greeting().first, words.count > 1, words.count < 4 else { return nil }
    return ExporterLogin(user: words.count == 3 ? words[1] : nil, password: words[words.count - 1])
  }
}
