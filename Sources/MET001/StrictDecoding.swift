import Foundation

/// Decodes a file of the specification's kind; a field that nothing reads is an error.
///
/// - Throws: `SpecificationError` naming the place in the file.
func decodeStrictly<T: Codable>(_ type: T.Type, from data: Data) throws -> T {
  let value: T
  do {
    value = try JSONDecoder().decode(type, from: data)
  } catch let error as DecodingError {
    throw SpecificationError(error)
  }
  let encoded = try JSONEncoder().encode(value)
  try refuseUnknownFields(
    of: JSONSerialization.jsonObject(with: data), known: JSONSerialization.jsonObject(with: encoded), at: "")
  return value
}

/// What the file has and its decoded form has not is a field that nothing reads: most likely a misspelling.
private func refuseUnknownFields(of given: Any, known: Any?, at path: String) throws {
  if let given = given as? [String: Any] {
    let known = known as? [String: Any] ?? [:]
    for key in given.keys.sorted() {
      let place = path.isEmpty ? key : "\(path).\(key)"
      guard known[key] != nil else { throw SpecificationError(path: place, problem: "unknown field") }
      try refuseUnknownFields(of: given[key] as Any, known: known[key], at: place)
    }
  } else if let given = given as? [Any] {
    for (index, element) in given.enumerated() {
      try refuseUnknownFields(of: element, known: (known as? [Any])?[index], at: "\(path)[\(index)]")
    }
  }
}

extension SpecificationError {
  fileprivate init(_ error: DecodingError) {
    let (context, problem): (DecodingError.Context, String) =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context): (context, context.debugDescription)
      case .keyNotFound(let key, let context): (context, "field '\(key.stringValue)' is missing")
      case .dataCorrupted(let context): (context, context.codingPath.isEmpty ? "is not JSON" : context.debugDescription)
      @unknown default: (.init(codingPath: [], debugDescription: ""), String(describing: error))
      }
    self.init(path: Self.render(context.codingPath), problem: problem)
  }

  private static func render(_ path: [any CodingKey]) -> String {
    path.reduce(into: "") { text, key in
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += text.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
