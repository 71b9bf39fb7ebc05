import Foundation

/// As much of JSON Schema 2020-12 as the report's schema uses: references, types, words, required and declared fields.
struct SchemaChecker {
  private(set) var problems: [String] = []
  /// Every property that the schema declares, by definition and name, and those that a document had.
  private(set) var declared: Set<String> = []
  private(set) var met: Set<String> = []
  private let schema: [String: Any]
  private let definitions: [String: [String: Any]]

  init(schema: [String: Any]) {
    self.schema = schema
    definitions = schema["$defs"] as? [String: [String: Any]] ?? [:]
    collect(schema, as: "#")
    for (name, definition) in definitions { collect(definition, as: name) }
  }

  mutating func check(_ document: Data) {
    guard let value = try? JSONSerialization.jsonObject(with: document) else {
      problems.append("#: no JSON")
      return
    }
    check(value, schema, owner: "#", at: "#")
  }

  private mutating func collect(_ schema: [String: Any], as owner: String) {
    for (name, property) in schema["properties"] as? [String: [String: Any]] ?? [:] {
      if let inner = property["properties"] as? [String: Any] {
        declared.formUnion(inner.keys.map { "\(owner)/\(name)/\($0)" })
      }
      declared.insert("\(owner)/\(name)")
    }
  }

  private mutating func check(_ value: Any, _ schema: [String: Any], owner: String, at path: String) {
    if let reference = schema["$ref"] as? String {
      let name = String(reference.dropFirst("#/$defs/".count))
      guard let definition = definitions[name] else {
        problems.append("\(path): no definition \(reference)")
        return
      }
      return check(value, definition, owner: name, at: path)
    }
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
      problems.append("\(path): \(value) is none of its words")
    }
    let types = schema["type"] as? [String] ?? (schema["type"] as? String).map { [$0] } ?? []
    if !types.isEmpty, !types.contains(where: { isValue(value, of: $0) }) {
      problems.append("\(path): is no \(types.joined(separator: " or "))")
    }
    if let object = value as? [String: Any] { check(object, schema, owner: owner, at: path) }
    if let array = value as? [Any], let items = schema["items"] as? [String: Any] {
      for (index, element) in array.enumerated() {
        check(element, items, owner: owner, at: "\(path)[\(index)]")
      }
    }
  }

  private mutating func check(_ object: [String: Any], _ schema: [String: Any], owner: String, at path: String) {
    if schema["additionalProperties"] as? Bool != false { problems.append("\(path): admits undeclared fields") }
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    for name in schema["required"] as? [String] ?? [] where object[name] == nil {
      problems.append("\(path)/\(name): missing")
    }
    for (name, value) in object {
      guard let property = properties[name] else {
        problems.append("\(path)/\(name): not declared")
        continue
      }
      met.insert("\(owner)/\(name)")
      check(value, property, owner: "\(owner)/\(name)", at: "\(path)/\(name)")
    }
  }

  private func isValue(_ value: Any, of type: String) -> Bool {
    switch type {
    case "object": value is [String: Any]
    case "array": value is [Any]
    case "string": value is String
    case "boolean": value is Bool
    case "number": value is NSNumber
    case "integer": (value as? NSNumber).map { $0.doubleValue == $0.doubleValue.rounded() } ?? false
    default: false
    }
  }
}
