import Foundation
package import MET001
import Processes
package import RedisConfiguration
import RedisFixture
package import Scenarios
import Testing

extension DeploymentFiles {
  /// What the package's own procedure installs.
  private static let shippedUnit = "redis-buffer.service"

  /// The users under test, as an aclfile: those of the file that is named, else those of the configuration; the package's
  /// own beside its own configurations, which have none.
  ///
  /// - Returns: `nil` where the configuration itself has them, or has none but the default user.
  /// - Throws: `MissingCapability` where their file may not be read.
  package func users(beside configuration: ConfigurationFile) throws -> [UInt8]? {
    func read(_ path: String) throws -> [UInt8] {
      guard let data = FileManager.default.contents(atPath: path) else {
        throw MissingCapability("\(path) cannot be read", remedy: "run as its owner, or name the users: --acl FILE")
      }
      return Array(data)
    }
    if !isShipped(.acl) { return try read(self[.acl]) }
    if let file = configuration.value(of: "aclfile"), !file.isEmpty {
      return try read(file.hasPrefix("/") ? file : "\(configuration.workingDirectory)/\(file)")
    }
    let hasUsers = configuration.directives.contains { ["user", "requirepass"].contains($0.name) }
    return isShipped(configuration) && !hasUsers ? try read(self[.acl]) : nil
  }

  /// Whether the configuration is one of the package's own.
  package func isShipped(_ configuration: ConfigurationFile) -> Bool {
    guard let path = configuration.files.first, let real = try? realPath(path),
      let own = try? realPath("\(shippedDirectory)/deploy")
    else { return false }
    return real.hasPrefix("\(own)/")
  }

  /// How many files the unit under test lets its server open: its LimitNOFILE, or what systemd gives without one
  /// (DefaultLimitNOFILE, systemd-system.conf(5)).
  package var openFiles: Int {
    let line = text(ofFile: self[.unit]).split(separator: "\n").last { $0.hasPrefix("LimitNOFILE=") }
    guard let line else { return 524_288 }
    let value = line.dropFirst("LimitNOFILE=".count).split(separator: ":").last.map(String.init) ?? ""
    return value == "infinity" ? .max / 2 : Int(value) ?? 0
  }

  /// What the procedure under test deploys.
  ///
  /// - Throws: `MissingCapability` where the package's own procedure cannot deploy what is under test.
  package func deployment(of path: String) throws -> DeploymentUnderTest {
    let configuration = try ConfigurationFile(path: path)
    let remedy = "name your own procedure: --procedure FILE"
    let isOwn = isShipped(.procedure)
    if isOwn, configuration.directives.contains(where: { ["user", "aclfile", "requirepass"].contains($0.name) }) {
      throw MissingCapability("the package's procedure brings users, and so does the configuration", remedy: remedy)
    }
    let acl = text(ofFile: self[.acl])
    if isOwn, !acl.contains("_PASSWORD") {
      throw MissingCapability(
        "the package's procedure makes the passwords of users that have none yet (>PRODUCER_PASSWORD)", remedy: remedy)
    }
    let procedure = URL(filePath: try realPath(self[.procedure]))
    let directory = procedure.deletingLastPathComponent().path
    // A procedure that has no files of its own deploys those of the package.
    let hasFiles = !isOwn && FileManager.default.fileExists(atPath: "\(directory)/deploy")
    let own = (directory: "\(shippedDirectory)/deploy", place: "deploy")
    return DeploymentUnderTest(
      procedure: text(ofFile: procedure.path), material: (hasFiles ? [] : [own]) + (isOwn ? [] : [(directory, ".")]),
      files: hasFiles ? [:] : ["users.acl": self[.acl], Self.shippedUnit: self[.unit], "sysctl.conf": self[.sysctl]],
      unit: hasFiles ? URL(filePath: self[.unit]).lastPathComponent : Self.shippedUnit,
      configuration: path, kernelSettings: try kernelSettings().map(\.path) + HugePages.files)
  }

  /// What the file of kernel settings would set, as `sysctl` reads it.
  ///
  /// - Throws: `MissingCapability` without sysctl; `SystemError` where it refuses the file.
  package func kernelSettings() throws -> [KernelSetting] {
    guard let sysctl = findProgram("sysctl") else {
      throw MissingCapability("no sysctl", remedy: "apt-get install procps")
    }
    let output = try Service(sysctl, ["--dry-run", "--load=\(self[.sysctl])"]).require(within: .seconds(10))
    return output.split(separator: "\n").compactMap { KernelSetting(String($0)) }
  }
}

/// A setting of the kernel that a file makes.
package struct KernelSetting: Sendable, Equatable {
  /// Such as `vm.overcommit_memory`.
  package var name: String
  package var value: String

  /// - Parameter line: such as `vm.overcommit_memory = 1`.
  package init?(_ line: String) {
    let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
    guard parts.count == 2 else { return nil }
    (name, value) = (parts[0].replacing("/", with: "."), parts[1])
  }

  var path: String { "/proc/sys/\(name.replacing(".", with: "/"))" }
}

/// Where the kernel is told how it uses transparent huge pages.
private enum HugePages {
  static let files = ["enabled", "defrag"].map { "/sys/kernel/mm/transparent_hugepage/\($0)" }
}
