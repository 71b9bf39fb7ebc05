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
    self = try decodeStrictly(Specification.self, from: data)
    try validate()
  }
}
