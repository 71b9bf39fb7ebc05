/// A system that must not pass, and the controls that must say so; or a sound one that looks unusual, of which no control
/// may say anything.
///
/// One JSON file for each, `mutants/NAME.json`; the paths in it begin at its directory.
package struct Mutant: Codable, Hashable, Sendable {
  /// How the system differs from the reference system.
  package enum Kind: String, Codable, Sendable, CaseIterable {
    /// Other settings, and nothing else.
    case configuration
    /// A program that stands between the server and its clients, or in front of its start.
    case wrapper
    /// Something that happens to the server while it runs.
    case fault
    /// The server's files are not what it wrote.
    case damagedFile = "damaged-file"
    /// Other rules, or another Alertmanager.
    case alerting
    /// Other files of the deployment.
    case deployment
    /// Nothing is wrong with it.
    case sound
  }

  /// The name of its file, without `.json`.
  package internal(set) var name = ""
  package var title: String
  package var kind: Kind
  /// Which real system this is, and what would happen to it in production.
  package var why: String
  /// The configuration file, in place of the reference configuration.
  package var file: String?
  /// Lines of redis.conf behind those of the file or of the reference configuration, which they outvote.
  package var configuration: [String]?
  /// The program that is started in place of the server.
  package var server: String?
  /// What is otherwise in the shipped rules of Prometheus: each text, which stands there once, and what stands there instead.
  package var rules: [String: String]?
  /// The same of the shipped configuration of Alertmanager.
  package var alertmanager: [String: String]?
  /// The same of the shipped dashboard.
  package var dashboards: [String: String]?
  /// The same of the files of the deployment, by their parts.
  package var deployment: [DeploymentFiles.Part: [String: String]]?
  /// The specification file to judge by, where it is not the run's.
  package var specification: String?
  /// The controls that must turn red, each with the status that it must get: fail, error, or not-checked where nobody can
  /// know.
  package var red: [String: Status]
  /// A regular expression for the ids of the controls that are run beside them and must stay green.
  package var beside: String?

  private enum CodingKeys: CodingKey {
    case title, kind, why, file, configuration, server, rules, alertmanager, dashboards, deployment, specification,
      red, beside
  }

  /// What is run beside where the mutant says nothing of it: without the two controls that wait for an idle
  /// client, and without CAP-06, which waits for memory that does not come back.
  package static let defaultBeside = "CFG-0[1-4689]|CAP-0[1-5]"

  /// The controls that are run with this mutant, in the order of the specification.
  ///
  /// Controls that only state facts take part where they must turn red: green they would say nothing.
  ///
  /// - Throws: where `beside` is no regular expression.
  package func controls(of specification: Specification) throws -> [Control] {
    let beside = try Regex(beside ?? Self.defaultBeside)
    return specification.controls.filter { control in
      red[control.id] != nil || control.level != .info && control.id.contains(beside)
    }
  }

  /// Whether the regular expression is found in the name, the title or a control that must turn red, ignoring case.
  package func matches(_ filter: String) throws -> Bool {
    let expression = try Regex(filter).ignoresCase()
    return ([name, title] + red.keys).contains { $0.contains(expression) }
  }
}
