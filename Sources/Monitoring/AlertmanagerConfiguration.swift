import Foundation
import Processes

/// Somebody's configuration of Alertmanager, as Alertmanager itself has read it; and what is replaced in it here: where its
/// receivers send to, so that nobody is woken up by a test.
package struct AlertmanagerConfiguration: Sendable, Equatable {
  /// As Alertmanager writes it: every top-level name begins a line.
  package let text: String

  package init(text: String) { self.text = text }

  /// Parts of the file that only receivers read, or that name other files.
  private static let left: Set = ["global", "templates", "receivers", "time_intervals", "mute_time_intervals"]
  /// Parts of a route: who judges at noon must find what one at night does.
  private static let mutes: Set = ["mute_time_intervals", "active_time_intervals"]
  private static let times: Set = ["group_wait", "group_interval", "repeat_interval"]

  /// The same, whose receivers are one webhook, and whose times are divided by the factor. A receiver that sends nowhere
  /// still sends nowhere.
  package func redirected(to webhook: String, shortenedBy factor: Double) -> String {
    var lines: [String] = []
    for section in sections where !Self.left.contains(section.name) {
      lines += Self.withoutMutes(section.lines).map { Self.shortened($0, by: factor) }
    }
    lines.append("receivers:")
    for receiver in receivers {
      lines.append("- name: \(receiver.name)")
      if receiver.sends {
        lines.append("  webhook_configs: [{url: \"\(webhook)\", send_resolved: \(receiver.sendsResolved)}]")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A receiver.
  struct Receiver: Equatable {
    /// As it is written.
    var name: String
    /// Whether it sends anything anywhere.
    var sends = false
    /// Whether it also tells that an alert is over.
    var sendsResolved = false
  }

  var receivers: [Receiver] {
    var found: [Receiver] = []
    for line in sections.first(where: { $0.name == "receivers" })?.lines.dropFirst() ?? [] {
      if line.hasPrefix("- name:") {
        found.append(Receiver(name: line.dropFirst("- name:".count).trimmingCharacters(in: .whitespaces)))
      } else if let last = found.indices.last {
        if line.hasPrefix("  "), line.hasSuffix("_configs:") { found[last].sends = true }
        if line.hasSuffix("send_resolved: true") { found[last].sendsResolved = true }
      }
    }
    return found
  }

  /// The names of the receivers that are told that an alert is over.
  package var resolvingReceivers: Set<String> {
    Set(receivers.filter(\.sendsResolved).map { $0.name.trimmingCharacters(in: CharacterSet(charactersIn: "\"'")) })
  }

  /// Whether routes are muted at certain times.
  package var isMutedAtTimes: Bool {
    sections.filter { $0.name == "route" }.flatMap(\.lines).contains { Self.mutes.contains(Self.key(of: $0)) }
  }

  private static func key(of line: some StringProtocol) -> String {
    String(line.prefix { $0 != ":" }).trimmingCharacters(in: CharacterSet(charactersIn: " -"))
  }

  /// The lines of a section without the lists of times.
  private static func withoutMutes(_ lines: [Substring]) -> [String] {
    var (left, indentation) = ([String](), Int?.none)
    for line in lines {
      let depth = line.prefix { $0 == " " }.count
      if let list = indentation, depth >= list, line.dropFirst(depth).hasPrefix("- ") { continue }
      indentation = nil
      guard !line.contains(":") || !mutes.contains(key(of: line)) else {
        indentation = depth
        continue
      }
      left.append(String(line))
    }
    return left
  }

  private var sections: [(name: String, lines: [Substring])] {
    var sections: [(name: String, lines: [Substring])] = []
    for line in text.split(separator: "\n") {
      if let first = line.first, first.isLetter, let colon = line.firstIndex(of: ":") {
        sections.append((String(line[..<colon]), [line]))
      } else if !sections.isEmpty {
        sections[sections.count - 1].lines.append(line)
      }
    }
    return sections
  }

  private static func shortened(_ line: String, by factor: Double) -> String {
    let parts = line.split(separator: ":", maxSplits: 1)
    guard parts.count == 2, times.contains(key(of: line)),
      let duration = PrometheusDuration(parts[1].trimmingCharacters(in: .whitespaces))
    else { return line }
    return "\(parts[0]): \(duration.shortened(by: factor))"
  }
}
