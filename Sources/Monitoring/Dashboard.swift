package import Foundation

/// A dashboard of Grafana, as far as its queries go.
package struct Dashboard: Sendable, Equatable {
  package struct Query: Sendable, Equatable {
    /// The title of its panel.
    package var panel: String
    /// As Prometheus would be asked.
    package var expression: String

    package init(panel: String, expression: String) { (self.panel, self.expression) = (panel, expression) }
  }

  package var queries: [Query]

  /// Reads a dashboard as Grafana exports it.
  ///
  /// - Throws: what the file system or the decoder says.
  package init(path: String) throws {
    try self.init(json: try Data(contentsOf: URL(filePath: path)))
  }

  package init(json: Data) throws {
    let file = try JSONDecoder().decode(File.self, from: json)
    let variables = file.templating?.list ?? []
    let panels = file.panels.flatMap { [$0] + ($0.panels ?? []) }
    queries = panels.flatMap { panel in
      (panel.targets ?? []).compactMap(\.expr).filter { !$0.isEmpty }.map {
        Query(panel: panel.title ?? "untitled", expression: Self.filled($0, variables))
      }
    }
  }

  /// The expression with Grafana's variables in place: its intervals, and for the dashboard's own every value, or the one that
  /// it was saved with where that is no label's.
  private static func filled(_ expression: String, _ variables: [File.Variable]) -> String {
    let own = [
      ("__rate_interval", "1m"), ("__interval", "15s"), ("__interval_ms", "15000"), ("__range", "1h"),
      ("__range_s", "3600"), ("__range_ms", "3600000"),
    ]
    var values = own.map { (name: $0.0, value: $0.1) }
    for variable in variables {
      let isChoice = ["interval", "custom", "constant", "textbox"].contains(variable.type ?? "query")
      values.append((variable.name, isChoice ? variable.saved ?? "1" : ".*"))
    }
    var text = expression
    // The longest first: one name may begin with another.
    for (name, value) in values.sorted(by: { $0.name.count > $1.name.count }) {
      for spelling in ["$\(name)", "[[\(name)]]"] { text = text.replacing(spelling, with: value) }
      if let pattern = try? Regex("\\$\\{\(name)(:[a-z]+)?\\}") { text = text.replacing(pattern, with: value) }
    }
    // A label that is every value is not compared with it.
    return text.replacing("=\".*\"", with: "=~\".*\"")
  }

  private struct File: Decodable {
    struct Panel: Decodable {
      var title: String?
      var targets: [Target]?
      var panels: [Panel]?
    }

    struct Target: Decodable { var expr: String? }
    struct Templating: Decodable { var list: [Variable] }
    struct Variable: Decodable {
      var name: String
      var type: String?
      var current: Current?

      /// The value that it was saved with, where that is one.
      var saved: String? { current?.value }
    }

    struct Current: Decodable {
      var value: String?

      private enum CodingKeys: CodingKey { case value }

      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        value = try? container.decode(String.self, forKey: .value)
      }
    }

    var panels: [Panel]
    var templating: Templating?
  }
}
