import Foundation

/// A set of requirements as data: every control with its measures and limits.
///
///     let specification = try Specification.load(contentsOf: "my-spec.json")
///     let limit = specification.limit(of: measure, in: .full)
package struct Specification: Codable, Hashable, Sendable {
  /// The id, such as `met-001`.
  package var id: String
  package var title: String
  package var version: String
  /// What these requirements are for, in a sentence or two.
  package var summary: String
  /// Groups of MET-001 that this version does not hold yet. A report says so: what is not there was not verified.
  package var outstanding: [String]
  package var parameters: [Parameter]
  package var groups: [Group]
  package var controls: [Control]

  package func control(_ id: String) -> Control? {
    controls.first { $0.id == id }
  }

  package func group(of control: Control) -> Group? {
    groups.first { $0.id == control.group }
  }

  /// The parameter's value at the scale of the profile; a scaled number is rounded to a whole one.
  package func value(of parameter: String, in profile: Profile) -> Value? {
    guard let parameter = parameters.first(where: { $0.name == parameter }) else { return nil }
    guard parameter.scaled == true, case .number(let number) = parameter.value else { return parameter.value }
    return .number((number * profile.scale).rounded())
  }

  /// What the measure is held against at the scale of the profile; none where it is only recorded.
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
