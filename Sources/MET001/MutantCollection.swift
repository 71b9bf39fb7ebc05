import Foundation

/// All mutants of a directory.
package struct MutantCollection: Sendable {
  package var directory: String
  /// In the order of their names.
  package var mutants: [Mutant]
  /// The specifications that mutants name, each by the name they use.
  private var specifications: [String: Specification] = [:]
  private let specification: Specification

  /// Reads every `.json` file that a mutant is in.
  ///
  /// - Parameter specification: what judges the mutants that name no other.
  /// - Throws: `MutantError`.
  package init(directory: String, specification: Specification) throws {
    self.directory = directory
    self.specification = specification
    mutants = []
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    for file in names.sorted() where file.hasSuffix(".json") {
      guard let data = FileManager.default.contents(atPath: "\(directory)/\(file)") else {
        throw MutantError(file: file, problem: "cannot be read")
      }
      mutants.append(try Mutant(named: String(file.dropLast(".json".count)), json: data))
    }
    guard !mutants.isEmpty else { throw MutantError(file: directory, problem: "holds no mutant") }
    for mutant in mutants {
      try readSpecification(of: mutant)
      try mutant.requireResolvable(in: directory, specification: self.specification(of: mutant))
    }
  }

  /// The specification that judges the mutant.
  package func specification(of mutant: Mutant) -> Specification {
    mutant.specification.flatMap { specifications[$0] } ?? specification
  }

  private mutating func readSpecification(of mutant: Mutant) throws {
    guard let name = mutant.specification, specifications[name] == nil else { return }
    do {
      specifications[name] = try Specification.load("\(directory)/\(name)")
    } catch {
      throw MutantError(file: "\(mutant.name).json", problem: "specification \(name): \(error)")
    }
  }
}
