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
  ///   - nameOrPath: the name of a shipped specification or the path of a file; `nil` for MET-001.
  ///   - filter: a regular expression that an id or a title must match; `nil` for all.
  /// - Throws: `UsageError` if the specification cannot be read, or if the filter is no expression or matches nothing.
  package init(specification nameOrPath: String?, filter: String?) throws {
    do {
      let file = try SpecificationFile(nameOrPath)
      specification = file.specification
      data = file.data
    } catch let error as SpecificationError {
      throw UsageError("specification \(nameOrPath ?? "met-001"): \(error)")
    }
    guard let filter else {
      controls = specification.controls
      return
    }
    do {
      controls = try specification.controls(matching: filter)
    } catch {
      throw UsageError("--filter '\(filter)' is not a regular expression: \(error)")
    }
    guard !controls.isEmpty else {
      throw UsageError("--filter '\(filter)' matches no control; compliance list shows them")
    }
  }

  /// Whether nothing else may run beside one of the controls.
  var isQuiet: Bool { controls.contains { $0.needs.quiet == true } }

  /// Those of the controls that say something of a server that is only read.
  ///
  /// - Throws: `UsageError` if none does.
  func readable() throws -> Selection {
    var selection = self
    selection.controls = controls.filter(\.isReadable)
    guard !selection.controls.isEmpty else {
      throw UsageError(
        "of the controls that --filter selects none only reads, as --target needs; compliance list shows what each does"
      )
    }
    return selection
  }

  // MARK: Options

  static func filterOption<Target>(
    sets path: any WritableKeyPath<Target, String?> & Sendable
  ) -> CommandOption<Target> {
    .text("--filter", "REGEX", help: "only controls whose id or title matches", sets: path)
  }

  static func specificationOption<Target>(
    sets path: any WritableKeyPath<Target, String?> & Sendable
  ) -> CommandOption<Target> {
    .text(
      "--specification", "NAME|FILE", variable: "MET001_SPECIFICATION",
      help: "\(Specification.shippedNames.joined(separator: ", ")), or a file of your own", standard: "met-001",
      sets: path)
  }
}
