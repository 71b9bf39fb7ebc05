import Foundation

/// A specification file that holds only what differs from a shipped specification.
///
///     {"extends": "met-001", "parameters": [{"name": "clear-time", "value": 10}], "without": ["CAP-06"]}
///
/// It is a merge patch as in RFC 7386: objects are merged field by field, `null` takes a field out, all else is
/// replaced. But a list of objects with an `id` or a `name` is merged entry by entry: what is there under that name
/// field by field, what is not at the end. `without` takes controls out first.
struct SpecificationLayer {
  /// The name of the specification that it changes.
  let extends: String
  private let changes: [String: Any]
  private let without: [String]

  /// - Throws: `SpecificationError` if the file says `extends` and is no layer for all that.
  init?(json data: Data) throws {
    guard var object = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any],
      let extends = object.removeValue(forKey: "extends")
    else { return nil }
    guard let extends = extends as? String, Specification.shippedNames.contains(extends) else {
      throw SpecificationError(
        path: "extends", problem: "expected one of \(Specification.shippedNames.joined(separator: ", "))")
    }
    guard object["base"] == nil else {
      throw SpecificationError(path: "base", problem: "goes without extends")
    }
    let without = object.removeValue(forKey: "without") ?? [String]()
    guard let without = without as? [String] else {
      throw SpecificationError(path: "without", problem: "expected a list of the ids of controls")
    }
    self.extends = extends
    self.without = without
    changes = object
  }

  /// The whole specification: what the layer extends, with its changes.
  ///
  /// - Throws: `SpecificationError` at a place of the layer's file.
  func merged(onto base: Data) throws -> Data {
    var whole = try JSONSerialization.jsonObject(with: base) as? [String: Any] ?? [:]
    whole["controls"] = try remaining(of: whole["controls"] as? [[String: Any]] ?? [])
    whole = try merge(changes, into: whole, at: "")
    whole["base"] = extends
    return try JSONSerialization.data(
      withJSONObject: whole, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  private func remaining(of controls: [[String: Any]]) throws -> [[String: Any]] {
    let known = controls.compactMap { $0["id"] as? String }
    for (index, id) in without.enumerated() where !known.contains(id) {
      throw SpecificationError(path: "without[\(index)]", problem: "no control '\(id)' in \(extends)")
    }
    return controls.filter { !without.contains($0["id"] as? String ?? "") }
  }

  // MARK: Merging

  private func merge(_ changes: [String: Any], into base: [String: Any], at path: String) throws -> [String: Any] {
    var whole = base
    for (field, change) in changes.sorted(by: { $0.key < $1.key }) {
      let place = path.isEmpty ? field : "\(path).\(field)"
      switch (change, base[field]) {
      case (is NSNull, _): whole[field] = nil
      case (let change as [String: Any], let old as [String: Any]):
        whole[field] = try merge(change, into: old, at: place)
      case (let change, let old as [[String: Any]]) where Self.key(of: old) != nil:
        guard let key = Self.key(of: old) else { continue }
        whole[field] = try merge(change, into: old, by: key, at: place)
      default: whole[field] = change
      }
    }
    return whole
  }

  private func merge(
    _ changes: Any, into base: [[String: Any]], by key: String, at path: String
  ) throws -> [[String: Any]] {
    guard let changes = changes as? [[String: Any]] else {
      throw SpecificationError(path: path, problem: "expected a list of objects, each with its \(key)")
    }
    var whole = base
    var seen: Set<String> = []
    for (index, change) in changes.enumerated() {
      guard let name = change[key] as? String else {
        throw SpecificationError(path: "\(path)[\(index)]", problem: "field '\(key)' is missing")
      }
      guard seen.insert(name).inserted else {
        throw SpecificationError(path: "\(path)[\(index)].\(key)", problem: "duplicate '\(name)'")
      }
      if let place = whole.firstIndex(where: { $0[key] as? String == name }) {
        whole[place] = try merge(change, into: whole[place], at: "\(path)[\(index)]")
      } else {
        whole.append(change)
      }
    }
    return whole
  }

  /// The field that distinguishes the objects of a list; `nil` if it is no such list.
  private static func key(of list: [[String: Any]]) -> String? {
    ["id", "name"].first { key in !list.isEmpty && list.allSatisfy { $0[key] is String } }
  }

  // MARK: Places

  /// The path with names in place of numbers, `controls[CAP-02].measures[load-rate]`: the whole has other numbers
  /// than the layer's file.
  static func named(_ path: String, in whole: Data) -> String {
    var node = try? JSONSerialization.jsonObject(with: whole)
    let parts = path.split(separator: ".").map { part -> String in
      let words = part.split(whereSeparator: { "[]".contains($0) })
      node = (node as? [String: Any])?[String(words[0])]
      guard words.count == 2, let index = Int(words[1]), let list = node as? [Any], list.indices.contains(index)
      else { return String(part) }
      node = list[index]
      let entry = node as? [String: Any]
      return "\(words[0])[\((entry?["id"] ?? entry?["name"]) as? String ?? String(index))]"
    }
    return parts.joined(separator: ".")
  }
}
