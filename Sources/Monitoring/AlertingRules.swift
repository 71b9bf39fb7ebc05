package import Foundation
import Processes

/// Rules as Prometheus has read them from somebody's files.
package struct AlertingRules: Sendable, Equatable {
  package var groups: [RuleGroup]

  package init(groups: [RuleGroup]) { self.groups = groups }

  package var alerts: [Rule] { groups.flatMap(\.rules).filter { $0.type == .alerting } }

  /// The alerts that hold whatever any server does: they say that alerting works, and nothing of a buffer.
  package var heartbeats: Set<String> {
    Set(alerts.filter { PromQLExpression($0.query).selectors.isEmpty }.map(\.name))
  }

  /// The page of each alert that says what to do, by the alert's name, as the annotation `runbook_url` gives it.
  package var runbooks: [String: String] {
    Dictionary(alerts.compactMap { alert in alert.annotations?["runbook_url"].map { (alert.name, $0) } }) { one, _ in
      one
    }
  }

  /// The same rules, whose durations are divided by the factor, as a file that Prometheus reads.
  package func file(shortenedBy factor: Double) throws -> Data {
    // JSON is YAML.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .withoutEscapingSlashes]
    return try encoder.encode(File(groups: groups.enumerated().map { File.Group($1, number: $0, factor) }))
  }

  private struct File: Encodable {
    struct Group: Encodable {
      var name: String
      var interval: String
      var rules: [Entry]
      var limit: Int?

      /// - Parameter number: groups of two files may have the same name, those of one may not.
      init(_ group: RuleGroup, number: Int, _ factor: Double) {
        name = "\(number) \(group.name)"
        limit = group.limit
        interval = "\(PrometheusDuration(seconds: group.interval).shortened(by: factor))"
        rules = group.rules.map { Entry($0, factor) }
      }
    }

    struct Entry: Encodable {
      var record: String?
      var alert: String?
      var expr: String
      var `for`: String?
      var keepFiringFor: String?
      var labels: [String: String]?
      var annotations: [String: String]?

      private enum CodingKeys: String, CodingKey {
        case record, alert, expr, `for`, labels, annotations
        case keepFiringFor = "keep_firing_for"
      }

      init(_ rule: Rule, _ factor: Double) {
        expr = PromQLExpression(rule.query).shortened(by: factor).text
        labels = rule.labels
        guard rule.type == .alerting else {
          record = rule.name
          return
        }
        alert = rule.name
        annotations = rule.annotations
        func shortened(_ seconds: Double?) -> String? {
          guard let seconds, seconds > 0 else { return nil }
          return "\(PrometheusDuration(seconds: seconds).shortened(by: factor))"
        }
        (self.for, keepFiringFor) = (shortened(rule.duration), shortened(rule.keepFiringFor))
      }
    }

    var groups: [Group]
  }
}

extension Rule {
  /// The labels that its texts take from an alert: `{{ $labels.instance }}`.
  package var labelsInTexts: Set<String> {
    let texts = Array((annotations ?? [:]).values) + Array((labels ?? [:]).values)
    return Set(
      texts.flatMap { text in
        text.split(separator: "$labels.").dropFirst().map {
          String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" })
        }
      })
  }
}
