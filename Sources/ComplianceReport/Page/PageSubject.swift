import Foundation
import MET001

// What was tested, where and how.
extension Page {
  var subject: Markup {
    """
    <section><h2>\(report.claim.kind == .tried ? "What was tested" : "What was observed")</h2>
    <div class="facts">
    \(components)\(states)\(host)\(run)</div></section>

    """
  }

  /// Each program once, with every configuration that it was started with.
  private var components: [Markup] {
    var programs: [[Component]] = []
    for component in report.system.components {
      if let known = programs.firstIndex(where: { $0[0].isSameProgram(as: component) }) {
        programs[known].append(component)
      } else {
        programs.append([component])
      }
    }
    return programs.isEmpty
      ? ["<div><h3>Server</h3><p>No server was started.</p></div>\n"]
      : programs.map { component($0[0], configurations: $0.compactMap(\.configurationSha256)) }
  }

  private func component(_ component: Component, configurations: [String]) -> Markup {
    facts(
      component.role.rawValue.capitalized,
      [
        ("Version", "<b>\(component.name) \(component.version)</b>"),
        ("Build", "<code>\(component.buildId)</code>"),
      ] + (component.observed.map { place(of: component, $0) } ?? start(of: component, configurations)))
  }

  /// What the run started.
  private func start(of component: Component, _ configurations: [String]) -> [(String, Markup)] {
    [
      ("Program", "<code>\(component.path)</code>"),
      ("Binary SHA-256", component.binarySha256.map(digest) ?? "unknown"),
      (
        "Configuration SHA-256",
        configurations.isEmpty ? "has none" : "\(configurations.map { "\(digest($0)) " as Markup })"
      ),
      ("Replaced in it", "\(component.replaced.isEmpty ? "nothing" : component.replaced.joined(separator: "; "))"),
    ]
  }

  /// Where a server was that somebody else runs.
  private func place(of component: Component, _ place: ObservedPlace) -> [(String, Markup)] {
    let binary = component.binary.map { [("Program", "<code>\($0)</code>" as Markup)] } ?? []
    let sha256 = component.binarySha256.map { [("Binary SHA-256", digest($0))] } ?? []
    return [
      ("Address", "<code>\(place.address)</code>"),
      ("Process", place.isHere ? "on the host of this run" : "not on the host of this run"),
    ] + binary + sha256
  }

  /// How the servers were that somebody else runs.
  private var states: [Markup] {
    (report.system.observed ?? []).map { server in
      facts(
        "State of \(server.address)",
        [
          ("Observed", "\(server.from.readableTime) to \(server.until.readableTime)"),
          (
            "Cost to it",
            "\(counted(server.commands, "command"))\(server.busySeconds.map { ", some \(formatted(seconds: $0)) of its time" } ?? "")"
          ),
        ] + server.facts.map { ($0.name.prefix(1).uppercased() + $0.name.dropFirst(), "\($0.unit.format($0.value))") })
    }
  }

  private var host: Markup {
    let host = report.system.host
    return facts(
      "Host",
      [
        ("Kernel", "\(host.kernel)"),
        ("CPU", "\(host.cpu), \(counted(host.cores, "core"))"),
        ("Memory", "\(formatted(bytes: host.memoryBytes))"),
        ("File system", "\(host.filesystem)"),
        ("Overcommit, THP", "vm.overcommit_memory \(host.overcommit), transparent huge pages \(host.thp)"),
        ("Timer jitter", "P99 \(formatted(seconds: host.jitterP99Seconds)) late"),
      ])
  }

  private var run: Markup {
    let run = report.run
    return facts(
      "Run",
      [
        ("Profile", "<b>\(run.profile.rawValue)</b>, \(formatted(ratio: run.scale)) of the real scale\(lasting)"),
        ("Selected", "\(run.selected.count) of \(counted(report.controls.count, "control"))\(filter)"),
        ("Seed", "<code>\(String(run.seed))</code>"),
        ("Started", "\(run.started.readableTime)"),
        ("Ended", "\(run.ended.readableTime)\(duration)"),
        ("Tests", "\(run.testProcess)"),
        ("Command", "<code class=\"copy\">\(run.command.map(\.shellQuoted).joined(separator: " "))</code>"),
        ("Tool", "\(tool)"),
        ("Specification", "\(report.specification.id), SHA-256 \(digest(report.specification.sha256))"),
      ] + previous)
  }

  private var filter: Markup? {
    report.run.filter.map { ", <code>--filter \($0.shellQuoted)</code>" }
  }

  private var lasting: String {
    report.run.duration.map { ", sustained controls for \($0)" } ?? ""
  }

  private var duration: String {
    seconds(from: report.run.started, until: report.run.ended).map { " (\(formatted(seconds: $0)))" } ?? ""
  }

  private var tool: String {
    let tool = report.run.tool
    let tree =
      switch tool.dirty {
      case true?: ", with uncommitted changes"
      case false?: ", clean working tree"
      case nil: ""
      }
    return "version \(tool.version), " + (tool.commit.map { "commit \($0.shortDigest)" } ?? "commit unknown") + tree
  }

  private var previous: [(String, Markup)] {
    guard let previous = report.previous else { return [] }
    return [
      ("Replaces", "\(previous.verdict.rawValue), \(previous.started.readableTime), SHA-256 \(digest(previous.sha256))")
    ]
  }

  private func facts(_ title: String, _ facts: [(String, Markup)]) -> Markup {
    """
    <div><h3>\(title)</h3>
    <dl>\(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as Markup })</dl></div>

    """
  }
}

extension Component {
  fileprivate func isSameProgram(as other: Component) -> Bool {
    var other = other
    other.configurationSha256 = configurationSha256
    other.replaced = replaced
    return self == other
  }
}
