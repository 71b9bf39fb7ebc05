package import Foundation

/// Why a mutant's file cannot be used.
package struct MutantError: Error, Equatable, CustomStringConvertible {
  /// The name of the file.
  package var file: String
  package var problem: String

  package init(file: String, problem: String) {
    self.file = file
    self.problem = problem
  }

  package var description: String { "\(file): \(problem)" }
}

extension Mutant {
  /// Decodes and validates the mutant of a file.
  ///
  /// - Throws: `MutantError`.
  package init(named name: String, json data: Data) throws {
    let file = "\(name).json"
    do {
      self = try decodeStrictly(Mutant.self, from: data)
    } catch let error as SpecificationError {
      throw MutantError(file: file, problem: "\(error)")
    }
    self.name = name
    if let problem { throw MutantError(file: file, problem: problem) }
  }

  /// What is wrong with its fields, as far as they alone can tell.
  private var problem: String? {
    guard name.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil else {
      return "a mutant's name consists of a-z, 0-9 and hyphens"
    }
    if title.isEmpty || why.isEmpty { return "title and why must say something" }
    if configuration?.isEmpty == true { return "configuration: has no line" }
    if kind == .configuration, configuration == nil { return "configuration: is missing" }
    if kind == .configuration, server != nil { return "server: a mutant of the kind configuration has none" }
    if kind != .configuration, server == nil { return "server: is missing; a \(kind.rawValue) is brought by a program" }
    if red.isEmpty { return "red: names no control, so nothing could kill it" }
    for (control, status) in red.sorted(by: { $0.key < $1.key }) where status != .fail && status != .error {
      return "red.\(control): expected fail or error, not \(status.rawValue)"
    }
    if let beside, (try? Regex(beside)) == nil { return "beside: '\(beside)' is no regular expression" }
    return nil
  }

  /// Refuses what the specification or the directory does not have.
  ///
  /// - Throws: `MutantError`.
  func requireResolvable(in directory: String, specification: Specification) throws {
    func refuse(_ problem: String) -> MutantError { MutantError(file: "\(name).json", problem: problem) }
    for control in red.keys.sorted() where specification.control(control) == nil {
      throw refuse("red.\(control): the specification \(specification.id) has no such control")
    }
    guard let server else { return }
    let path = "\(directory)/\(server)"
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), !isDirectory.boolValue else {
      throw refuse("server: there is no file \(path)")
    }
    guard FileManager.default.isExecutableFile(atPath: path) else {
      throw refuse("server: \(path) is not executable; chmod +x it")
    }
  }
}

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
      specifications[name] = try Specification.load(contentsOf: "\(directory)/\(name)")
    } catch {
      throw MutantError(file: "\(mutant.name).json", problem: "specification \(name): \(error)")
    }
  }
}
