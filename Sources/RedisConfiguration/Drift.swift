/// A setting that the server has otherwise than its file.
package struct Drift: Equatable, Sendable {
  package var setting: String
  package var file: String
  package var live: String
}

/// What a comparison of a configuration file with a running server found.
package struct DriftComparison: Equatable, Sendable {
  /// The settings that were compared, by name.
  package var compared: [String] = []
  /// Directives that CONFIG GET does not report, such as `user` and `rename-command`.
  package var incomparable: [String] = []
  package var drifts: [Drift] = []
}

extension ConfigurationFile {
  /// Compares each setting of the file with what CONFIG GET reports, both normalised: `2gb` is `2147483648`.
  package func drift(from live: [String: String], ignoring ignored: Set<String> = []) -> DriftComparison {
    var comparison = DriftComparison()
    for (setting, value) in effectiveValues() where !ignored.contains(setting) {
      guard let reported = live[setting] else {
        comparison.incomparable.append(setting)
        continue
      }
      comparison.compared.append(setting)
      let agrees =
        setting == "client-output-buffer-limit"
        ? outputBufferLimits(reported).isSuperset(of: outputBufferLimits(value))
        : normalise(value) == normalise(reported)
      if !agrees {
        let isSecret = Directive(setting).isSecret
        comparison.drifts.append(
          Drift(
            setting: setting, file: isSecret ? "(redacted)" : value, live: isSecret ? "(redacted)" : reported))
      }
    }
    return comparison
  }

  /// The value that each setting has after all lines: `save` and the output buffer limits add up, else the last wins.
  private func effectiveValues() -> [(String, String)] {
    var order: [String] = []
    var values: [String: String] = [:]
    for directive in directives {
      let name = directive.name
      let text = directive.arguments.joined(separator: " ")
      if values[name] == nil { order.append(name) }
      let addsUp = name == "client-output-buffer-limit" || (name == "save" && !text.isEmpty)
      if addsUp, let before = values[name], !before.isEmpty {
        values[name] = "\(before) \(text)"
      } else {
        values[name] = text
      }
    }
    return order.map { ($0, values[$0] ?? "") }
  }

  /// One text per client class; the class `slave` is an older word for `replica`.
  private func outputBufferLimits(_ text: String) -> Set<String> {
    let words = normalise(text).replacing("slave", with: "replica").split(separator: " ")
    return Set(
      stride(from: 0, to: words.count - words.count % 4, by: 4).map { words[$0..<$0 + 4].joined(separator: " ") })
  }
}

/// The setting's value with sizes in bytes and words of no case, so that equal meanings are equal texts.
package func normalise(_ value: String) -> String {
  value.split(separator: " ").map { word in
    bytes(of: word).map(String.init) ?? (word.contains("/") ? String(word) : word.lowercased())
  }.joined(separator: " ")
}

/// A size such as `64mb`, in bytes: as `memtoull` of Redis, where `k` is 1,000 and `kb` 1,024.
package func bytes(of word: some StringProtocol) -> Int? {
  let digits = word.prefix { $0.isASCII && $0.isNumber }
  guard let number = Int(digits) else { return nil }
  let factor: Int? =
    switch word.dropFirst(digits.count).lowercased() {
    case "", "b": 1
    case "k": 1_000
    case "kb": 1 << 10
    case "m": 1_000_000
    case "mb": 1 << 20
    case "g": 1_000_000_000
    case "gb": 1 << 30
    default: nil
    }
  return factor.flatMap { number.multipliedReportingOverflow(by: $0).overflow ? nil : number * $0 }
}
