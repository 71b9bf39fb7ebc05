package import Foundation
package import MET001

/// A specification, as its file has it, and the controls of it that a filter selects.
package struct Selection: Sendable {
  package var specification: Specification
  /// Its JSON, for the evidence: all that judging again takes.
  package var data: Data
  package var controls: [Control]

  package init(specification: Specification, data: Data, controls: [Control]) {
    self.specification = specification
    self.data = data
    self.controls = controls
  }

  /// Reads the specification and applies the filter.
  ///
  /// - Parameters:
  ///   - specification: the name of a shipped one or the path of a file; `nil` for MET-001.
  ///   - filter: a regular expression that an id or a title must match; `nil` for all.
  /// - Throws: `SpecificationError`, `UsageError` where the filter is no expression or matches nothing.
  package init(specification nameOrPath: String?, filter: String?) throws {
    let file = try SpecificationFile(nameOrPath)
    specification = file.specification
    data = file.data
    guard let filter else {
      controls = specification.controls
      return
    }
    do {
      controls = try specification.controls(matching: filter)
    } catch {
      throw UsageError("--filter '\(filter)' is no regular expression: \(error)")
    }
    guard !controls.isEmpty else {
      throw UsageError("--filter '\(filter)' matches no control; compliance list shows them")
    }
  }
}
