package import Foundation

/// A specification and its JSON.
package struct SpecificationFile: Sendable {
  package let specification: Specification
  /// The JSON, whole: of a file that extends another it holds everything that was taken over.
  package let data: Data

  /// Reads a shipped specification by its name, or a file by its path; MET-001 if neither is given.
  ///
  /// Whatever the shipped specifications cannot measure is refused: a control or a measure that no test would ever
  /// record can only end as an error after a long run.
  ///
  /// - Throws: `SpecificationError` naming the place in the file.
  package init(_ nameOrPath: String?) throws {
    let name = nameOrPath ?? "met-001"
    guard !Specification.shippedNames.contains(name) else {
      try self.init(shipped: name)
      return
    }
    guard FileManager.default.fileExists(atPath: name) else {
      let shipped = Specification.shippedNames.joined(separator: ", ")
      throw SpecificationError(path: "", problem: "is no file, and none of the shipped specifications \(shipped)")
    }
    guard let data = FileManager.default.contents(atPath: name) else {
      throw SpecificationError(path: "", problem: "cannot be read")
    }
    try self.init(json: data) { specification in
      try specification.requireMeasurable(by: Specification.shippedNames.map(Specification.shipped))
    }
  }

  /// Reads a specification of this package.
  ///
  /// - Throws: `SpecificationError` if there is none of that name, or if it is damaged.
  package init(shipped name: String) throws {
    guard let url = Bundle.module.url(forResource: name, withExtension: "json") else {
      throw SpecificationError(path: "", problem: "\(name).json is not in the package's resources")
    }
    try self.init(json: try Data(contentsOf: url)) { _ in }
  }

  private init(json data: Data, check: (Specification) throws -> Void) throws {
    guard let layer = try SpecificationLayer(json: data) else {
      specification = try Specification(json: data)
      self.data = data
      try check(specification)
      return
    }
    let whole = try layer.merged(onto: try SpecificationFile(shipped: layer.extends).data)
    do {
      specification = try Specification(json: whole)
      self.data = whole
      try check(specification)
    } catch let error as SpecificationError {
      throw SpecificationError(path: SpecificationLayer.named(error.path, in: whole), problem: error.problem)
    }
  }
}

extension Specification {
  /// The specifications of this package, by their ids.
  package static let shippedNames = ["met-001", "met-001-retention"]

  /// A specification of this package.
  ///
  /// - Throws: `SpecificationError` if there is none of that name, or if it is damaged.
  package static func shipped(_ name: String) throws -> Specification {
    try SpecificationFile(shipped: name).specification
  }

  /// MET-001 as this package ships it.
  ///
  /// - Throws: `SpecificationError` if the shipped file is damaged.
  package static func met001() throws -> Specification {
    try shipped("met-001")
  }

  /// Reads a shipped specification by its name, or a file by its path; MET-001 if neither is given.
  ///
  /// - Throws: `SpecificationError` naming the place in the file.
  package static func load(_ nameOrPath: String?) throws -> Specification {
    try SpecificationFile(nameOrPath).specification
  }

  /// The shipped specification that deviations are compared with: the one with the same id, else the one that this
  /// one extends, else MET-001.
  package func reference() throws -> Specification {
    try .shipped(Self.shippedNames.contains(id) ? id : base ?? "met-001")
  }
}
