import Foundation
package import MET001
import Processes
import RedisConfiguration
import RedisFixture
package import Remote

/// What a run is asked to do, as its environment says; so plain `swift test` obeys the same words as `compliance`.
package struct RunSettings: Sendable {
  package var profile: Profile
  package var seed: UInt64
  /// What this run is judged by: its sustained controls last as long as the run says.
  package var specification: Specification
  /// The configuration under test.
  package var redisConf: String
  /// The server under test: a path, or a name to be found in PATH.
  package var redisServer: String
  /// Who logs in to it; `nil` for the default user.
  package var user: String?
  /// Their password; `nil` for what the configuration reveals.
  package var password: String?
  /// The alerting under test.
  package var alerting: AlertingFiles
  /// The deployment under test.
  package var deployment: DeploymentFiles
  /// The servers that somebody else runs, if the run is about these and starts none.
  package var targets: [TargetURL] = []
  /// With what they are verified where they speak TLS.
  package var tlsFiles = TLSFiles()
  /// Where progress is written to, a JSON line at a time; `nil` for plain lines on standard error.
  package var progressPath: String?

  /// The settings of this process, read once.
  package static var current: RunSettings {
    get throws { try read.get() }
  }

  private static let read = Result { try RunSettings(environment: ProcessInfo.processInfo.environment) }

  /// Reads `MET001_PROFILE`, `MET001_DURATION`, `MET001_SEED`, `MET001_SPECIFICATION`, `MET001_REDIS_CONF`,
  /// `MET001_REDIS_SERVER`, `MET001_USER`, `REDISCLI_AUTH`, `MET001_RULES` and `MET001_DASHBOARDS` (paths with
  /// colons between them), `MET001_ALERTMANAGER`, `MET001_ACL`, `MET001_UNIT`, `MET001_SYSCTL`, `MET001_ATTESTATIONS`,
  /// `MET001_PROCEDURE`, `MET001_TARGET` (addresses with spaces between them), `MET001_CACERT`, `MET001_CERT`, `MET001_KEY`
  /// and `MET001_PROGRESS`.
  ///
  /// - Throws: `RunSettingsError`, `SpecificationError`, `TargetURLError`.
  package init(environment: [String: String]) throws {
    profile = try Self.parse(environment, "MET001_PROFILE", default: .quick) { Profile(rawValue: $0) }
    seed = try Self.parse(environment, "MET001_SEED", default: 1) { UInt64($0) }
    specification = try Self.specification(environment, profile: profile)
    try specification.requireNames()
    redisConf =
      environment["MET001_REDIS_CONF"] ?? "\(Self.packageRoot)/deploy/\(specification.referenceConfiguration)"
    redisServer = environment["MET001_REDIS_SERVER"] ?? "redis-server"
    user = environment["MET001_USER"]
    password = environment["REDISCLI_AUTH"]
    alerting = AlertingFiles(environment: environment, in: Self.packageRoot)
    deployment = DeploymentFiles(environment: environment, in: Self.packageRoot)
    targets = try (environment["MET001_TARGET"] ?? "").split(separator: " ").map { try TargetURL(String($0)) }
    tlsFiles = TLSFiles(environment: environment)
    progressPath = environment["MET001_PROGRESS"]
  }

  /// Whether servers that somebody else runs are observed, and none is started.
  package var isObservation: Bool { !targets.isEmpty }

  /// The path of the server program.
  ///
  /// - Throws: `FixtureError.noSuchServer`.
  package func serverPath() throws -> String {
    guard let path = findProgram(redisServer) else { throw FixtureError.noSuchServer(path: redisServer) }
    return path
  }

  /// Whether the configuration under test is one of the package's own.
  package var isShippedConfiguration: Bool {
    get throws { try deployment.isShipped(ConfigurationFile(path: redisConf)) }
  }

  private init() {
    (profile, seed, specification) = (.quick, 1, .empty)
    (redisConf, redisServer) = ("", "")
    alerting = AlertingFiles(in: "", rules: [], alertmanager: "")
    deployment = DeploymentFiles(in: "")
  }

  /// Those of a test that is no control's, where the environment cannot be read: nothing is found in them.
  static var none: RunSettings { RunSettings() }

  /// The directory of Package.swift: the tests run where they were built.
  private static var packageRoot: String {
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }

  private static func specification(_ environment: [String: String], profile: Profile) throws -> Specification {
    let specification = try Specification.load(environment["MET001_SPECIFICATION"])
    let variable = "MET001_DURATION"
    guard let text = environment[variable] else { return specification }
    guard let duration = SoakDuration(text) else { throw RunSettingsError(variable: variable, value: text) }
    if let objection = specification.objection(to: duration, in: profile) {
      throw RunSettingsError(variable: variable, value: text, problem: objection)
    }
    return specification.lasting(duration)
  }

  private static func parse<T>(
    _ environment: [String: String], _ name: String, default value: T, _ read: (String) -> T?
  ) throws -> T {
    guard let text = environment[name] else { return value }
    guard let parsed = read(text) else { throw RunSettingsError(variable: name, value: text) }
    return parsed
  }
}

/// An environment variable whose value means nothing here.
package struct RunSettingsError: Error, CustomStringConvertible {
  package var variable: String
  package var value: String
  package var problem = "is not understood; see compliance --help"

  package var description: String { "\(variable)='\(value)' \(problem)" }
}

extension RunSettings {
  /// A parameter of the specification that is a number, at the scale of this run.
  ///
  /// - Throws: `SpecificationError` if there is no such number.
  package func number(_ parameter: ParameterName) throws -> Double {
    guard case .number(let number)? = specification.value(of: parameter.rawValue, in: profile) else {
      throw SpecificationError(path: "parameters.\(parameter.rawValue)", problem: "expected a number")
    }
    return number
  }

  /// A parameter of the specification that is a text.
  ///
  /// - Throws: `SpecificationError` if there is no such text.
  package func text(_ parameter: ParameterName) throws -> String {
    guard case .text(let text)? = specification.value(of: parameter.rawValue, in: profile) else {
      throw SpecificationError(path: "parameters.\(parameter.rawValue)", problem: "expected a text")
    }
    return text
  }

  /// A parameter of the specification that names one of several choices.
  ///
  /// - Throws: `SpecificationError` if it names none of them.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(_ parameter: ParameterName) throws -> Choice {
    guard let choice = (try? text(parameter)).flatMap(Choice.init) else {
      throw SpecificationError(
        path: "parameters.\(parameter.rawValue)",
        problem: "expected one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    return choice
  }
}
