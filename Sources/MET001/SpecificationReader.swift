package import Foundation

/// Why a specification file cannot be used: where in the file, and what is wrong there.
package struct SpecificationError: Error, Equatable, CustomStringConvertible {
  /// The path of the value, such as `controls[3].measures[0].limit`.
  package var path: String
  package var problem: String

  package init(path: String, problem: String) {
    self.path = path
    self.problem = problem
  }

  package var description: String { path.isEmpty ? problem : "\(path): \(problem)" }
}

extension Specification {
  /// Decodes and validates a specification. Unknown fields, duplicate ids and dangling references are errors.
  package init(json data: Data) throws {
    do {
      self = try JSONDecoder().decode(Specification.self, from: data)
    } catch let error as DecodingError {
      throw SpecificationError(error)
    }
    try Self.refuseUnknownFields(of: data, known: try JSONEncoder().encode(self))
    try validate()
  }

  /// What the file has and its decoded form has not is a field that nothing reads: most likely a misspelling.
  private static func refuseUnknownFields(of data: Data, known: Data) throws {
    func compare(_ given: Any, _ known: Any?, at path: String) throws {
      if let given = given as? [String: Any] {
        let known = known as? [String: Any] ?? [:]
        for key in given.keys.sorted() {
          let place = path.isEmpty ? key : "\(path).\(key)"
          guard known[key] != nil else { throw SpecificationError(path: place, problem: "unknown field") }
          try compare(given[key] as Any, known[key], at: place)
        }
      } else if let given = given as? [Any] {
        for (index, element) in given.enumerated() {
          try compare(element, (known as? [Any])?[index], at: "\(path)[\(index)]")
        }
      }
    }
    try compare(JSONSerialization.jsonObject(with: data), JSONSerialization.jsonObject(with: known), at: "")
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
