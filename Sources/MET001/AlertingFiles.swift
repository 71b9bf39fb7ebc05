/// The files of somebody's alerting.
package struct AlertingFiles: Sendable, Hashable {
  /// Rules of Prometheus.
  package var rules: [String]
  /// A configuration of Alertmanager.
  package var alertmanager: String
  /// Dashboards of Grafana.
  package var dashboards: [String]

  /// Those that the package ships, unless others are named. The shipped dashboard shows what the shipped rules record: beside
  /// other rules there is none.
  ///
  /// - Parameter package: its directory.
  package init(
    in package: String, rules: [String]? = nil, alertmanager: String? = nil, dashboards: [String]? = nil
  ) {
    self.rules = rules ?? ["\(package)/monitoring/rules/redis-buffer.yml"]
    self.alertmanager = alertmanager ?? "\(package)/monitoring/alertmanager.yml"
    self.dashboards = dashboards ?? (rules == nil ? ["\(package)/monitoring/grafana/redis-buffer.json"] : [])
  }

  /// Those that `environment` names; lists have a colon between two paths.
  package init(environment: [String: String], in package: String) {
    func paths(_ variable: String) -> [String]? {
      environment[variable].map { $0.split(separator: ":").map(String.init) }
    }
    self.init(
      in: package, rules: paths("MET001_RULES"), alertmanager: environment["MET001_ALERTMANAGER"],
      dashboards: paths("MET001_DASHBOARDS"))
  }

  /// What tells a test process of them.
  package var environment: [String: String] {
    [
      "MET001_RULES": rules.joined(separator: ":"), "MET001_ALERTMANAGER": alertmanager,
      "MET001_DASHBOARDS": dashboards.joined(separator: ":"),
    ]
  }
}
