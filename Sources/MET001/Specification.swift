import Foundation

/// A set of requirements as data: every control with its measures and limits.
///
///     let specification = try Specification.load("my-spec.json")
///     let limit = specification.limit(of: measure, in: .full)
package struct Specification: Codable, Hashable, Sendable {
  /// The id, such as `met-001`.
  package var id: String
  /// The name, and what it is about behind a colon.
  package var title: String
  package var version: String
  /// What these requirements are for, in a sentence or two.
  package var summary: String
  /// Groups of MET-001 that this version does not hold yet. A report says so: what is not there was not verified.
  package var outstanding: [String]
  package var parameters: [Parameter]
  package var groups: [Group]
  package var controls: [Control]
  /// The shipped specification that this one extends; `nil` if it stands for itself.
  package var base: String?
  /// The file in `deploy/` that this specification decides on where no other is given; `nil` for `redis.conf`.
  package var configuration: String?

  /// The title's name, such as `MET-001`.
  package var name: String { String(title.prefix { $0 != ":" }) }

  /// The file in `deploy/` that this specification decides on where no other is given.
  package var referenceConfiguration: String { configuration ?? "redis.conf" }

  package func control(_ id: String) -> Control? {
    controls.first { $0.id == id }
  }

  package func group(of control: Control) -> Group? {
    groups.first { $0.id == control.group }
  }

  /// The parameter's value in the profile; `nil` if there is no such parameter.
  package func value(of parameter: String, in profile: Profile) -> Value? {
    parameters.first { $0.name == parameter }?.value(in: profile)
  }

  /// What the measure is compared with at the scale of the profile; `nil` if it is only recorded.
  package func limit(of measure: Measure, in profile: Profile) -> Value? {
    switch measure.limit {
    case .value(let value): value
    case .parameter(let name): value(of: name, in: profile)
    case nil: nil
    }
  }

  /// The controls whose id or title the regular expression matches anywhere, ignoring case.
  package func controls(matching filter: String) throws -> [Control] {
    let expression = try Regex(filter).ignoresCase()
    return controls.filter { "\($0.id) \($0.title)".contains(expression) }
  }
}
