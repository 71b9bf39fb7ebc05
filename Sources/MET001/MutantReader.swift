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
    switch kind {
    case .configuration where configuration == nil && file == nil: return "configuration: is missing"
    case .alerting where rules == nil && alertmanager == nil && dashboards == nil: return "rules: is missing"
    case .deployment where deployment?.isEmpty ?? true: return "deployment: is missing"
    case .configuration where server != nil: return "server: a mutant of the kind configuration has none"
    case .sound where !red.isEmpty: return "red: nothing may say anything of a sound system"
    case .wrapper where server == nil, .fault where server == nil, .damagedFile where server == nil:
      return "server: is missing; a \(kind.rawValue) is brought by a program"
    case .configuration, .sound, .wrapper, .fault, .damagedFile, .alerting, .deployment: break
    }
    if red.isEmpty, kind != .sound { return "red: names no control, so nothing could kill it" }
    for (control, status) in red.sorted(by: { $0.key < $1.key })
    where ![.fail, .error, .notChecked].contains(status) {
      return "red.\(control): expected fail, error or not-checked, not \(status.rawValue)"
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
    if let configuration = self.file, !FileManager.default.isReadableFile(atPath: "\(directory)/\(configuration)") {
      throw refuse("file: there is no file \(directory)/\(configuration)")
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
