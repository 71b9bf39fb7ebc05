import Foundation
import Processes
import RedisFixture

/// Prometheus on a free port of the loopback interface.
package struct PrometheusService: Sendable {
  let service: Service
  let web: WebService
  private let lease: PortLease

  /// Whom it asks, and whom it tells.
  struct Neighbours {
    /// The job's name, and the port of its exporter.
    var job: String
    var exporter: Int?
    var alertmanager: Int?

    /// None: only rules are read.
    static let shipped = Neighbours(job: "redis")
  }

  /// - Parameters:
  ///   - directory: holds its configuration, its data and its log.
  ///   - configuration: the text of its configuration.
  init(directory: String, configuration: String, pace: MonitoringPace) throws {
    lease = try PortLease(at: "127.0.0.1")
    web = WebService(port: lease.number)
    let path = "\(directory)/prometheus.yml"
    try Data(configuration.utf8).write(to: URL(filePath: path))
    service = Service(
      try MonitoringPrograms.path(of: MonitoringPrograms.prometheus),
      [
        "--config.file=\(path)", "--storage.tsdb.path=\(directory)/tsdb", "--web.listen-address=\(web.address)",
        // What is older than five minutes is no answer (the default); of a faster clock, less.
        "--query.lookback-delta=\(pace.shortened(300))",
        "--rules.alert.resend-delay=\(pace.shortened(60))", "--log.level=warn",
      ],
      directory: directory, output: .file("\(directory)/prometheus.log"),
      readiness: Readiness(within: .seconds(30)) { [web] in web.answers("/-/ready") })
  }

  /// The text of a configuration.
  static func configuration(
    of neighbours: Neighbours, rules: [String], pace: MonitoringPace = .shipped
  ) throws -> String {
    let interval = pace.shortened(MonitoringPace.scrapeInterval)
    var configuration: [String: Any] = [
      "global": [
        "scrape_interval": interval, "scrape_timeout": interval, "evaluation_interval": interval,
      ],
      "rule_files": rules,
    ]
    if let exporter = neighbours.exporter {
      configuration["scrape_configs"] = [
        ["job_name": neighbours.job, "static_configs": [["targets": ["127.0.0.1:\(exporter)"]]]]
      ]
    }
    if let alertmanager = neighbours.alertmanager {
      configuration["alerting"] = [
        "alertmanagers": [["static_configs": [["targets": ["127.0.0.1:\(alertmanager)"]]]]]
      ]
    }
    // JSON is YAML.
    let data = try JSONSerialization.data(
      withJSONObject: configuration, options: [.sortedKeys, .withoutEscapingSlashes])
    return String(decoding: data, as: UTF8.self)
  }

  // MARK: Answers

  /// The rules, and what each says at the moment.
  ///
  /// - Throws: `WebError`.
  package func rules() throws -> [RuleGroup] {
    let answer: PrometheusAnswer<RuleAnswer> = try web.json("/api/v1/rules")
    return answer.data.groups
  }

  /// The series that a selector has found since the beginning.
  ///
  /// - Returns: the labels of each.
  package func series(_ selector: String) throws -> [[String: String]] {
    let answer: PrometheusAnswer<[[String: String]]> = try web.json(
      "/api/v1/series", [("match[]", selector), ("start", "0")])
    return answer.data
  }

  /// The labels and the value of what an expression, a vector, gives at the moment.
  ///
  /// - Throws: `WebError`, also where Prometheus does not understand it.
  package func query(_ expression: String) throws -> [(labels: [String: String], value: Double)] {
    let answer: PrometheusAnswer<QueryAnswer> = try web.json("/api/v1/query", [("query", expression)])
    return answer.data.result.map { ($0.metric, $0.value.value) }
  }
}

/// Alertmanager on a free port of the loopback interface, alone.
struct AlertmanagerService: Sendable {
  let service: Service
  let web: WebService
  private let lease: PortLease

  /// - Parameter configuration: the path of its configuration.
  init(directory: String, configuration: String) throws {
    lease = try PortLease(at: "127.0.0.1")
    web = WebService(port: lease.number)
    service = Service(
      try MonitoringPrograms.path(of: MonitoringPrograms.alertmanager),
      [
        "--config.file=\(configuration)", "--storage.path=\(directory)/alertmanager",
        "--web.listen-address=\(web.address)", "--cluster.listen-address=", "--log.level=warn",
      ],
      directory: directory, output: .file("\(directory)/alertmanager.log"),
      readiness: Readiness(within: .seconds(30)) { [web] in web.answers("/-/ready") })
  }
}

/// The exporter of one server.
struct ExporterService: Sendable {
  let service: Service
  let web: WebService
  private let lease: PortLease

  /// - Parameters:
  ///   - login: who logs in to the server, and the password; `nil` where none is needed. They go by the environment.
  ///   - keys: the single keys whose values are exported.
  init(of endpoint: Endpoint, login: ExporterLogin?, keys: [String], directory: String) throws {
    lease = try PortLease(at: "127.0.0.1")
    web = WebService(port: lease.number)
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("REDIS_") }
    environment["REDIS_ADDR"] =
      switch endpoint {
      case .tcp(let host, let port): "redis://\(host.contains(":") ? "[\(host)]" : host):\(port)"
      case .unixSocket(let path): "unix://\(path)"
      }
    environment["REDIS_USER"] = login?.user
    environment["REDIS_PASSWORD"] = login?.password
    environment["GOMAXPROCS"] = "1"
    service = Service(
      try MonitoringPrograms.path(of: MonitoringPrograms.exporter),
      [
        "-web.listen-address", web.address,
        "-check-single-keys", keys.map { "db0=\($0)" }.joined(separator: ","),
      ],
      environment: environment, directory: directory, output: .file("\(directory)/exporter.log"),
      readiness: Readiness(within: .seconds(30)) { [web] in web.answers("/metrics") })
  }
}
