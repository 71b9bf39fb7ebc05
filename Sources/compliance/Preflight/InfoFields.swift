/// The fields of an answer to INFO, by name.
func infoFields(_ text: String) -> [String: String] {
  let fields = text.split(whereSeparator: \.isNewline).compactMap { line -> (String, String)? in
    let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    return line.hasPrefix("#") || parts.count < 2 ? nil : (String(parts[0]), String(parts[1]))
  }
  return Dictionary(fields) { first, _ in first }
}
