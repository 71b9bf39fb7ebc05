import Foundation
import Monitoring
import Processes
import TestSupport
import Testing

@Suite("Shipped monitoring", .blocking)
struct ShippedMonitoringTests {
  @Test(arguments: [
    ["promtool", "check", "config", "prometheus.yml"], ["promtool", "check", "rules", "rules/redis-buffer.yml"],
    ["promtool", "test", "rules", "tests/redis-buffer.yml"], ["amtool", "check-config", "alertmanager.yml"],
  ])
  func `the programs that the files are for accept them`(words: [String]) throws {
    guard findProgram(words[0]) != nil else { try Test.cancel("needs \(words[0])") }
    let service = Service(words[0], Array(words.dropFirst()), directory: MonitoringSources.shippedDirectory)
    let finished = try service.run(within: .seconds(30))
    #expect(finished.succeeded, "\(words.joined(separator: " ")): \(finished.output)")
  }

  @Test func `each alert has a page that says what to do`() throws {
    let text = try String(contentsOfFile: MonitoringSources.shipped.rules[0], encoding: .utf8)
    func values(_ key: String) -> [String] {
      text.split(separator: "\n").compactMap { line in
        let parts = line.trimmingCharacters(in: .whitespaces).split(separator: ": ", maxSplits: 1)
        return parts.count == 2 && (parts[0] == key || parts[0] == "- \(key)") ? String(parts[1]) : nil
      }
    }
    let (alerts, pages) = (values("alert"), values("runbook_url"))
    #expect(alerts.count == pages.count && !alerts.isEmpty)
    for (alert, page) in zip(alerts, pages) {
      let parts = page.split(separator: "#")
      #expect(parts.count == 2 && parts[1] == alert.lowercased(), "\(alert): \(page)")
      let runbook = try String(contentsOfFile: "\(MonitoringSources.shippedDirectory)/../\(parts[0])", encoding: .utf8)
      #expect(runbook.contains("\n## \(alert)\n"), "\(page) has no section \(alert)")
    }
    let overview = try String(
      contentsOfFile: "\(MonitoringSources.shippedDirectory)/../docs/MONITORING.md", encoding: .utf8)
    for alert in alerts { #expect(overview.contains("[\(alert)](runbooks/"), "MONITORING.md does not list \(alert)") }
  }

  @Test func `the panels that the runbooks name are on the dashboard`() throws {
    let dashboard = try Dashboard(path: "\(MonitoringSources.shippedDirectory)/grafana/redis-buffer.json")
    let panels = Set(dashboard.queries.map(\.panel))
    let directory = "\(MonitoringSources.shippedDirectory)/../docs/runbooks"
    let pages = try FileManager.default.contentsOfDirectory(atPath: directory)
    let named = try pages.flatMap { page in
      try String(contentsOfFile: "\(directory)/\(page)", encoding: .utf8)
        .matches(of: /[Pp]anel\s+\*([^*]+)\*/).map { String($0.1).replacing("\n", with: " ") }
    }
    #expect(!named.isEmpty && panels.isSuperset(of: named), "\(named.filter { !panels.contains($0) })")
  }
}
