/// The files that somebody deploys a buffer with.
package struct DeploymentFiles: Sendable, Hashable {
  package enum Part: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// Users of Redis, as in an `aclfile`.
    case acl
    /// A unit of systemd.
    case unit
    /// Settings of the kernel, as for `sysctl -p`.
    case sysctl
    /// What no program can check; see `Attestation`.
    case attestations
    /// A text in Markdown whose commands deploy the buffer.
    case procedure

    /// Where the package has its own.
    fileprivate var shipped: String {
      switch self {
      case .acl: "deploy/users.acl"
      case .unit: "deploy/redis-buffer.service"
      case .sysctl: "deploy/sysctl.conf"
      case .attestations: "deploy/attestations.json"
      case .procedure: "docs/DEPLOYMENT.md"
      }
    }

    fileprivate var variable: String { "MET001_\(rawValue.uppercased())" }
  }

  private let package: String
  private var named: [Part: String]

  /// Those that the package ships, unless others are named.
  ///
  /// - Parameter package: its directory.
  package init(in package: String, named: [Part: String] = [:]) {
    self.package = package
    self.named = named
  }

  /// Those that `environment` names.
  package init(environment: [String: String], in package: String) {
    let named = Part.allCases.compactMap { part in environment[part.variable].map { (part, $0) } }
    self.init(in: package, named: Dictionary(uniqueKeysWithValues: named))
  }

  package subscript(_ part: Part) -> String {
    get { named[part] ?? "\(package)/\(part.shipped)" }
    set { named[part] = newValue }
  }

  /// Whether nobody has named another than the package's own.
  package func isShipped(_ part: Part) -> Bool { named[part] == nil }

  /// The directory of the package, with all that it ships.
  package var shippedDirectory: String { package }

  /// What tells a test process of those that are named.
  package var environment: [String: String] {
    Dictionary(uniqueKeysWithValues: named.map { ($0.key.variable, $0.value) })
  }
}
