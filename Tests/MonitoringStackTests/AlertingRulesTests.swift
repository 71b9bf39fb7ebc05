import Foundation
import Monitoring
import Testing

@Suite("Alerting rules")
struct AlertingRulesTests {
  /// Two files may have groups of the same name.
  private let rules = AlertingRules(groups: [
    RuleGroup(
      name: "redis", interval: 60,
      rules: [Rule(type: .alerting, name: "Down", query: "up[5m] == 0", duration: 300, keepFiringFor: 600)], limit: 1),
    RuleGroup(name: "redis", interval: 15, rules: [Rule(type: .recording, name: "a:b", query: "c")]),
  ])

  private func groups() throws -> [[String: Any]] {
    let file = try JSONSerialization.jsonObject(with: try rules.file(shortenedBy: 30))
    return try #require((file as? [String: Any])?["groups"] as? [[String: Any]])
  }

  @Test func `what is a time is shortened, and all else kept`() throws {
    let group = try #require(try groups().first)
    #expect(group["interval"] as? String == "2000ms" && group["limit"] as? Int == 1)
    let rule = try #require((group["rules"] as? [[String: Any]])?.first)
    #expect(rule["alert"] as? String == "Down" && rule["expr"] as? String == "up[10000ms] == 0")
    #expect(rule["for"] as? String == "10000ms" && rule["keep_firing_for"] as? String == "20000ms")
  }

  @Test func `groups of two files that share a name are told apart`() throws {
    let names = try groups().compactMap { $0["name"] as? String }
    #expect(names.count == 2 && Set(names).count == 2)
  }

  @Test func `an alert that looks at nothing is a heartbeat`() {
    var rules = rules
    rules.groups[0].rules.append(Rule(type: .alerting, name: "Watchdog", query: "vector(1)"))
    #expect(rules.heartbeats == ["Watchdog"])
  }
}
