import Foundation
import Monitoring
import Testing

@Suite("Dashboards")
struct DashboardTests {
  @Test func `queries of panels and of rows are read, with every value for a variable`() throws {
    let json = """
      {"title": "Buffer", "templating": {"list": [{"name": "instance"}]}, "panels": [
        {"title": "A", "targets": [{"expr": "rate(a{i=~\\"$instance\\"}[$__rate_interval])"}, {}]},
        {"title": "Row", "type": "row", "panels": [{"title": "B", "targets": [{"expr": "b{i=~\\"${instance}\\"}"}]}]}]}
      """
    let dashboard = try Dashboard(json: Data(json.utf8))
    #expect(
      dashboard.queries == [
        .init(panel: "A", expression: "rate(a{i=~\".*\"}[1m])"), .init(panel: "B", expression: "b{i=~\".*\"}"),
      ])
    #expect(dashboard.silent == ["Row"])
  }
}
