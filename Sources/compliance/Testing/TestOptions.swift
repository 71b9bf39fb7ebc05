package import MET001
import Processes

/// What the tests are asked to do, and on which system: the options that every command has that runs them.
package struct TestOptions: Sendable, Equatable {
  package var profile: Profile
  /// How long the sustained controls of a soak last; `nil` for as long as the specification says.
  package var duration: SoakDuration?
  /// The path of the configuration under test; `nil` for the specification's own.
  package var redisConf: String?
  /// The server under test, a path or a name; `nil` for the first `redis-server` in PATH.
  package var redisServer: String?
  /// Who logs in; `nil` for the default user.
  package var user: String?
  /// Where the servers keep their data; `nil` for /var/tmp.
  package var scratch: String?
  /// The rules of Prometheus under test; none for those in monitoring/.
  package var rules: [String] = []
  /// The configuration of Alertmanager under test; `nil` for the one in monitoring/.
  package var alertmanager: String?
  /// The dashboards under test; none for the one in monitoring/, or for none at all beside other rules.
  package var dashboards: [String] = []
  /// The files of the deployment under test; those of the package stand for those that are not named.
  package var deployment: [DeploymentFiles.Part: String] = [:]
  /// The name of a shipped specification, or the path of a file; `nil` for MET-001.
  package var specification: String?
  package var seed: UInt64 = 1

  package init(profile: Profile) {
    self.profile = profile
  }

  /// - Parameter standard: the profile that holds if nothing says otherwise.
  static func options(profile standard: Profile) -> [CommandOption<TestOptions>] {
    [
      .value(
        "--profile", Profile.allCases.map(\.rawValue).joined(separator: "|"), variable: "MET001_PROFILE",
        help: "quick: 1/100 scale, seconds; full: real scale; soak: full, and sustained controls last an hour",
        standard: standard.rawValue, sets: \.profile,
        problem: "is not one of \(Profile.allCases.map(\.rawValue).joined(separator: ", "))"
      ) { Profile(rawValue: $0) },
      .value(
        "--duration", "TIME", variable: "MET001_DURATION",
        help: "soak: how long sustained controls last, such as 5400, 90m or 8h", sets: \.duration,
        problem: "is not a whole number of seconds (s), minutes (m) or hours (h)"
      ) { SoakDuration($0).map(Optional.some) },
      .text(
        "--redis-conf", "FILE", variable: "MET001_REDIS_CONF", help: "the configuration under test",
        standard: "the specification's, in deploy/", sets: \.redisConf),
      .text(
        "--redis-server", "PATH", variable: "MET001_REDIS_SERVER",
        help: "the server under test: redis-server, valkey-server, or a program that starts one",
        standard: "redis-server in PATH", sets: \.redisServer),
      .text(
        "--user", "NAME", variable: "MET001_USER",
        help: "who logs in, with the password in REDISCLI_AUTH or the one that the configuration reveals",
        standard: "the default user", sets: \.user),
      .text(
        "--scratch", "DIR", variable: ScratchDirectory.variable,
        help: "where the servers keep their data while they are tested: put it on the disk that production uses",
        standard: ScratchDirectory.standard, sets: \.scratch),
      .paths(
        "--rules", "FILE…", variable: "MET001_RULES", help: "the rules of Prometheus under test",
        standard: "those in monitoring/", sets: \.rules),
      .text(
        "--alertmanager", "FILE", variable: "MET001_ALERTMANAGER", help: "the configuration of Alertmanager under test",
        standard: "the one in monitoring/", sets: \.alertmanager),
      .paths(
        "--dashboards", "FILE…", variable: "MET001_DASHBOARDS", help: "the dashboards of Grafana under test",
        standard: "the one in monitoring/, if the rules are", sets: \.dashboards),
      .text(
        "--acl", "FILE", variable: "MET001_ACL", help: "the users under test, as in an aclfile",
        standard: "those of the configuration, or those in deploy/", sets: \.deployment[.acl]),
      .text(
        "--unit", "FILE", variable: "MET001_UNIT", help: "the service unit under test", standard: "the one in deploy/",
        sets: \.deployment[.unit]),
      .text(
        "--sysctl", "FILE", variable: "MET001_SYSCTL", help: "the kernel settings under test",
        standard: "those in deploy/", sets: \.deployment[.sysctl]),
      .text(
        "--attestations", "FILE", variable: "MET001_ATTESTATIONS",
        help: "what somebody answers for that no program can check", standard: "those in deploy/, of deploy/redis.conf",
        sets: \.deployment[.attestations]),
      .text(
        "--procedure", "FILE", variable: "MET001_PROCEDURE",
        help: "the deployment procedure under test: a text in Markdown, whose commands are executed on a scratch root",
        standard: "docs/DEPLOYMENT.md", sets: \.deployment[.procedure]),
      Selection.specificationOption(sets: \.specification),
      .value(
        "--seed", "N", variable: "MET001_SEED", help: "the same seed gives the same events", standard: "1",
        sets: \.seed, problem: "is not a whole number from 0 to \(UInt64.max)"
      ) { UInt64($0) },
    ]
  }
}
