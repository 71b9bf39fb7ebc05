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
  }

  @Test func `names that begin alike, formats and saved values are told apart`() throws {
    let json = """
      {"title": "T", "templating": {"list": [
        {"name": "node"}, {"name": "node_name", "type": "query"},
        {"name": "window", "type": "interval", "current": {"value": "10m"}}]},
       "panels": [{"title": "A", "targets": [{"expr": "a{n=\\"$node_name\\",m=~\\"${node:regex}\\"}[$window] * $__range_s"}]}]}
      """
    let expression = try Dashboard(json: Data(json.utf8)).queries.first?.expression
    #expect(expression == "a{n=~\".*\",m=~\".*\"}[10m] * 3600")
  }
}
