import Foundation
import Host
import MET001Testing
import Processes
import RedisConfiguration
import RedisFixture
import Testing

@Suite("Host", .specification, .tags(.readiness))
struct HostTests {
  @Test(.tags(.must)) func `RDY-01 kernel and limits`() async throws {
    let file = try ConfigurationFile(path: evidence.settings.redisConf)
    try await withServerUnderTest(scaled: false) { server in
      let settings = try server.connect().configuration()
      // What the file asks for: here the server may get less. A value in bytes the server tells without a unit.
      func setting(_ name: String) -> String? {
        name == "maxmemory" ? settings[name] : file.value(of: name) ?? settings[name]
      }
      try recordKernelSettings(backlog: setting("tcp-backlog").flatMap { Int($0) } ?? 511)
      guard let directory = file.productionDirectory else {
        let facts = HostFacts(directory: ScratchDirectory.parent())
        evidence.note(
          "This host, which is not judged: overcommit_memory \(facts.overcommit), transparent huge pages "
            + "\(facts.transparentHugePages), somaxconn \(ProductionLimits.longestBacklog().map(String.init) ?? "unknown")."
        )
        try evidence.notApplicable("not the production host: the configuration names no dir that exists here")
      }
      try evidence.record(
        HostOfServer(
          directory: directory, process: ProductionLimits.process(workingIn: directory),
          openFiles: evidence.settings.deployment.openFiles, setting: setting), program: { server.program })
    }
  }

  /// What the file of kernel settings makes of those that matter.
  private func recordKernelSettings(backlog: Int) throws {
    let made = Dictionary(
      try evidence.settings.deployment.kernelSettings().map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    let overcommit = made["vm.overcommit_memory"]
    evidence.record(.kernelGaps, overcommit == "1" ? 0 : 1, of: "vm.overcommit_memory")
    evidence.note("The file of kernel settings makes vm.overcommit_memory \(overcommit ?? "what it was"), must be 1.")
    let longest = made["net.core.somaxconn"]
    evidence.record(.kernelGaps, Int(longest ?? "") ?? 0 >= backlog ? 0 : 1, of: "net.core.somaxconn")
    evidence.note("It makes net.core.somaxconn \(longest ?? "what it was"), must be at least \(backlog), the backlog.")
  }
}
