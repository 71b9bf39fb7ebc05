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
