import Foundation
import MET001

// What was tested, where and how.
extension Page {
  var subject: Markup {
    """
    <section><h2>What was tested</h2>
    <div class="facts">
    \(servers)\(host)\(run)</div></section>

    """
  }

  /// Each binary once, with every configuration that it was started with.
  private var servers: [Markup] {
    var binaries: [[SystemRecord.Server]] = []
    for server in report.system.servers {
      if let known = binaries.firstIndex(where: { $0[0].isSameBinary(as: server) }) {
        binaries[known].append(server)
      } else {
        binaries.append([server])
      }
    }
    return binaries.isEmpty
      ? ["<div><h3>Server</h3><p>No server was started.</p></div>\n"]
      : binaries.map { server($0[0], configurations: $0.map(\.configuration.sha256)) }
  }

  private func server(_ server: SystemRecord.Server, configurations: [String]) -> Markup {
    facts(
      "Server",
      [
        ("Version", "<b>\(server.name) \(server.version)</b>"),
        ("Build", "<code>\(server.buildId)</code>"),
        ("Binary", "<code>\(server.binary)</code>"),
        ("Binary SHA-256", digest(server.binarySha256)),
        ("Configuration SHA-256", "\(configurations.map { "\(digest($0)) " as Markup })"),
      ])
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
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: report.run.started.contains("."))
    guard let started = try? style.parse(report.run.started), let ended = try? style.parse(report.run.ended) else {
      return ""
    }
    return " (\(formatted(seconds: ended.timeIntervalSince(started))))"
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

extension SystemRecord.Server {
  fileprivate func isSameBinary(as other: SystemRecord.Server) -> Bool {
    var other = other
    other.configuration = configuration
    return self == other
  }
}
