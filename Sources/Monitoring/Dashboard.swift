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

  package var title: String
  package var queries: [Query]
  /// The panels that ask for nothing: text, rows.
  package var silent: [String]

  /// Reads a dashboard as Grafana exports it.
  ///
  /// - Throws: what the file system or the decoder says.
  package init(path: String) throws {
    try self.init(json: try Data(contentsOf: URL(filePath: path)))
  }

  package init(json: Data) throws {
    let file = try JSONDecoder().decode(File.self, from: json)
    title = file.title
    let variables = file.templating?.list.map(\.name) ?? []
    let panels = file.panels.flatMap { [$0] + ($0.panels ?? []) }
    queries = panels.flatMap { panel in
      (panel.targets ?? []).compactMap(\.expr).map {
        Query(panel: panel.title ?? "untitled", expression: Self.filled($0, variables))
      }
    }
    silent = panels.filter { ($0.targets ?? []).compactMap(\.expr).isEmpty }.map { $0.title ?? "untitled" }
  }

  /// The expression with Grafana's variables in place: its intervals, and for the dashboard's own every value.
  private static func filled(_ expression: String, _ variables: [String]) -> String {
    var text = expression
    for (name, value) in [("__rate_interval", "1m"), ("__interval", "15s"), ("__range", "1h")] {
      text = text.replacing("${\(name)}", with: value).replacing("$\(name)", with: value)
    }
    for name in variables {
      text = text.replacing("${\(name)}", with: ".*").replacing("$\(name)", with: ".*")
    }
    return text
  }

  private struct File: Decodable {
    struct Panel: Decodable {
      var title: String?
      var targets: [Target]?
      var panels: [Panel]?
    }

    struct Target: Decodable { var expr: String? }
    struct Templating: Decodable { var list: [Variable] }
    struct Variable: Decodable { var name: String }

    var title: String
    var panels: [Panel]
    var templating: Templating?
  }
}
