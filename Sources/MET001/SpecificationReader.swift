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
  /// MET-001 as this package ships it.
  ///
  /// - Throws: `SpecificationError` where the shipped file is damaged.
  package static func met001() throws -> Specification {
    try Specification(json: try met001Data())
  }

  /// The bytes of the shipped specification file.
  package static func met001Data() throws -> Data {
    guard let url = Bundle.module.url(forResource: "met-001", withExtension: "json") else {
      throw SpecificationError(path: "", problem: "met-001.json is not in the package's resources")
    }
    return try Data(contentsOf: url)
  }

  /// Reads a specification file, or the shipped one where no path is given.
  ///
  /// Whatever the shipped specification cannot measure is refused: a control or a measure that no test
  /// would ever record can only end as an error after a long run.
  ///
  /// - Throws: `SpecificationError` naming the place in the file.
  package static func load(contentsOf path: String?) throws -> Specification {
    let shipped = try met001()
    guard let path else { return shipped }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SpecificationError(path: "", problem: "cannot be read")
    }
    let specification = try Specification(json: data)
    try specification.requireMeasurable(by: shipped)
    return specification
  }

  /// Decodes and validates a specification. Unknown fields, duplicate ids and dangling references are errors.
  package init(json data: Data) throws {
    self = try decodeStrictly(Specification.self, from: data)
    try validate()
  }
}
