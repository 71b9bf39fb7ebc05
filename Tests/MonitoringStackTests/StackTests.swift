import Foundation
import Monitoring
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite(
  "Monitoring stack", .blocking,
  .enabled(if: (try? MonitoringPrograms.require()) != nil, "needs prometheus and its friends"))
struct StackTests {
  private static let alert = "RedisBufferUnlimited"

  @Test func `an alert fires, arrives and resolves`() async throws {
    let sources = try MonitoringSources.shipped.read()
    try await withRedisServer(ServerConfiguration(listen: .tcp)) { server in
      try withMonitoring(
        of: server, sources.rules, sources.alertmanager, keys: [], pace: MonitoringPace(factor: 30)
      ) { stack in
        try AlertWatch.watch(stack) { watch in
          let arrives = try watch.wait(within: 30) { history in
            history.firing().contains(Self.alert) && history.deliveries.contains { $0.alert.name == Self.alert }
          }
          #expect(arrives, "\(watch.history)\n\(stack.log)")
          try server.configure("maxmemory", to: "1000000000")
          let resolves = try watch.wait(within: 30) { history in
            !history.firing().contains(Self.alert)
              && history.deliveries.contains { $0.isResolved && $0.alert.name == Self.alert }
          }
          #expect(resolves, "\(watch.history)\n\(stack.log)")
        }
      }
    }
  }

  @Test func `the exporter's user of the docs sees all that the rules ask for, and no event`() async throws {
    let docs = try String(
      contentsOfFile: "\(MonitoringSources.shippedDirectory)/../docs/MONITORING.md", encoding: .utf8)
    let line = try #require(docs.split(separator: "\n").first { $0.hasPrefix("user monitor ") })
    let sources = try MonitoringSources.shipped.read()
    let cursors = ["cursor:produced:events", "cursor:produced:time", "cursor:consumed:events", "cursor:consumed:time"]
    try await withRedisServer(ServerConfiguration(listen: .tcp)) { server in
      let connection = try server.connect()
      try connection.command(words: ["ACL", "SETUSER"] + line.split(separator: " ").dropFirst().map(String.init))
      for setting in [["maxmemory", "1gb"], ["appendonly", "yes"]] { try server.configure(setting[0], to: setting[1]) }
      for cursor in cursors { try connection.command("SET", cursor, "1") }
      try connection.command("SET", "event:1", "{}")
      let login = ExporterLogin(user: "monitor", password: "PASSWORD")
      let pace = MonitoringPace(factor: 30)
      try withMonitoring(of: server, sources.rules, sources.alertmanager, keys: cursors, login: login, pace: pace) {
        let scrape = try $0.scrape()
        let metrics = sources.rules.groups.flatMap(\.rules).flatMap { PromQLExpression($0.query).selectors }
          .map { String($0.prefix { $0 != "{" }) }.filter { $0.hasPrefix("redis_") && !$0.contains(":") }
        for metric in Set(metrics) {
          #expect(scrape.contains("\n\(metric){") || scrape.contains("\n\(metric) "), "no \(metric)")
        }
      }
      try connection.command("AUTH", "monitor", "PASSWORD")
      guard case .error(let refusal) = try connection.send(["GET", "event:1"]) else {
        Issue.record("it reads events")
        return
      }
      #expect(refusal.hasPrefix("NOPERM"))
    }
  }

  @Test func `rules that Prometheus refuses are refused in its words`() throws {
    var sources = MonitoringSources.shipped
    sources.rules = [sources.alertmanager]
    #expect { try sources.read() } throws: { "\($0)".contains("receivers") }
  }
}
