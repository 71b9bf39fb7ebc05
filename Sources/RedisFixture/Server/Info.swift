/// The answer to INFO: a value for each field.
package struct Info: Sendable, Equatable {
  package let text: String
  private let fields: [Substring: Substring]

  package init(_ text: String) {
    self.text = text
    fields = Dictionary(
      text.split(whereSeparator: \.isNewline).compactMap { line in
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return line.hasPrefix("#") || parts.count < 2 ? nil : (parts[0], parts[1])
      }, uniquingKeysWith: { first, _ in first })
  }

  package subscript(field: String) -> String? {
    fields[Substring(field)].map(String.init)
  }

  /// Which program answers, by its own words; its name is `redis` or `valkey`.
  package var program: (name: String, version: String, buildId: String) {
    // Valkey reports the Redis version that it is compatible with as well.
    let valkey = self["valkey_version"]
    return (
      valkey == nil ? "redis" : "valkey", valkey ?? self["redis_version"] ?? "unknown",
      self["redis_build_id"] ?? "unknown"
    )
  }

  /// The fields whose names begin so, with the rest of their names, in order of these.
  package func fields(beginning prefix: String) -> [(name: String, value: String)] {
    fields.filter { $0.key.hasPrefix(prefix) }.map { (String($0.key.dropFirst(prefix.count)), String($0.value)) }.sorted
    {
      $0.name < $1.name
    }
  }

  /// A number that must be there.
  ///
  /// - Throws: `FixtureError.unexpected` if the server reports no such number.
  package func integer(_ field: String) throws -> Int {
    guard let value = self[field].flatMap({ Int($0) }) else {
      throw FixtureError.unexpected(command: "INFO", reply: "no number '\(field)'")
    }
    return value
  }
}
