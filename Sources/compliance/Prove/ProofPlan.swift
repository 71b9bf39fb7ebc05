import Foundation
import MET001

/// Which mutants are run, and with which controls.
struct ProofPlan {
  let directory: String
  let mutants: [Mutant]
  /// The controls that no mutant is meant to kill; not looked for where a filter chose the mutants.
  let unkilled: [String]
  private let collection: MutantCollection
  private let selection: Selection
  private let allControls: Bool

  /// - Throws: `MutantError`, `UsageError` if the filter is no expression or matches nothing.
  init(directory: String, filter: String?, selection: Selection, allControls: Bool) throws {
    self.directory = directory
    self.selection = selection
    self.allControls = allControls
    collection = try MutantCollection(directory: directory, specification: selection.specification)
    guard let filter else {
      mutants = collection.mutants
      let killed = Set(mutants.flatMap { $0.red.filter { $0.value != .notChecked }.keys })
      unkilled = selection.controls.filter { $0.level != .info && !killed.contains($0.id) }.map(\.id)
      return
    }
    do {
      mutants = try collection.mutants.filter { try $0.matches(filter) }
    } catch {
      throw UsageError("--filter '\(filter)' is not a regular expression: \(error)")
    }
    guard !mutants.isEmpty else { throw UsageError("--filter '\(filter)' matches no mutant of \(directory)") }
    unkilled = []
  }

  /// What the specification of a mutant is called among the references.
  func reference(of mutant: Mutant) -> String {
    mutant.specification ?? selection.specification.id
  }

  /// The controls that run with the mutant.
  func selection(for mutant: Mutant) throws -> Selection {
    var selection = selection
    if let name = mutant.specification {
      selection.data = try SpecificationFile("\(directory)/\(name)").data
      selection.specification = collection.specification(of: mutant)
      selection.controls = selection.specification.controls
    }
    if !allControls { selection.controls = try mutant.controls(of: selection.specification) }
    return selection
  }

  /// A specification that judges mutants, with all controls that it judges any of them by.
  struct Reference {
    var name: String
    /// Its path; `nil` for the specification of the whole proof.
    var file: String?
    var selection: Selection

    /// Whether the reference system is run under it beside mutants: under that of the whole proof it comes first.
    var isBeside: Bool { file != nil && !selection.isQuiet }
  }

  /// Every specification that judges a mutant.
  func references() throws -> [Reference] {
    var names: [String] = []
    for mutant in mutants where !names.contains(reference(of: mutant)) { names.append(reference(of: mutant)) }
    return try names.map { name in
      let judged = mutants.filter { reference(of: $0) == name }
      var union = try selection(for: judged[0])
      let ids = Set(try judged.flatMap { try selection(for: $0).controls.map(\.id) })
      union.controls = union.specification.controls.filter { ids.contains($0.id) }
      return Reference(name: name, file: file(of: judged[0]), selection: union)
    }
  }

  /// The path of the specification file that the mutant names.
  func file(of mutant: Mutant) -> String? {
    mutant.specification.map { "\(directory)/\($0)" }
  }
}
