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
      func number(_ name: String, otherwise standard: Int) -> Int {
        (file.value(of: name) ?? settings[name]).flatMap { Int($0) } ?? standard
      }
      let backlog = number("tcp-backlog", otherwise: 511)
      try recordKernelSettings(backlog: backlog)
      guard let directory = file.productionDirectory else {
        let facts = HostFacts(directory: ScratchDirectory.parent())
        evidence.note(
          "This host, which is not judged: overcommit_memory \(facts.overcommit), transparent huge pages "
            + "\(facts.transparentHugePages), somaxconn \(ProductionLimits.longestBacklog().map(String.init) ?? "unknown")."
        )
        try evidence.notApplicable("not the production host: the configuration names no dir that exists here")
      }
      let process = ProductionLimits.process(workingIn: directory)
      let facts = HostFacts(directory: directory)
      evidence.record(.overcommitMemory, Int(facts.overcommit) ?? -1)
      evidence.record(.hugePageStalls, facts.transparentHugePages == "always" ? 1 : 0)
      evidence.record(.backlogRoom, (ProductionLimits.longestBacklog() ?? 0) - backlog)
      // Of the running server where there is one; else what its unit will give it.
      let files = process.flatMap(ProductionLimits.openFiles) ?? evidence.settings.deployment.openFiles
      evidence.record(.spareFiles, files - number("maxclients", otherwise: 10_000) - 32)
      let maxmemory = settings["maxmemory"].flatMap { Int($0) } ?? 0
      if maxmemory > 0 {
        let memory = ProductionLimits.memory(of: process, host: facts.memory)
        evidence.record(.memoryShare, Double(memory) / Double(maxmemory))
      } else {
        evidence.violate("maxmemory is 0: no memory of a host is enough for a server without a limit")
      }
      let used = appendOnlySize(in: directory)
      let size = max(1, maxmemory, used)
      evidence.record(.diskShare, (FreeCapacity.disk(of: directory) + Double(used)) / Double(size))
      let fileSystem = try FileSystem(of: directory)
      evidence.record(.survivesPowerCut, fileSystem.doubt ?? "yes", of: fileSystem.line)
      try recordSystemCheck(server)
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

  private func recordSystemCheck(_ server: RedisServer) throws {
    let check = try Service(server.program, ["--check-system"]).run(within: .seconds(60))
    guard check.output.contains("]...") else {
      try evidence.notChecked("this server has no --check-system: Redis 7.0 and later have it")
    }
    let warnings = check.output.matches(of: /(?m)^\[([^\]]+)\]\.\.\.(WARNING|FAILED)/).map { String($0.1) }
    evidence.record(.systemWarnings, warnings.count)
    for warning in warnings { evidence.note("redis-server --check-system warns of \(warning).") }
    evidence.attach(check.output, named: "check-system.txt")
  }

  /// In bytes: all files of the data directory that are named as the append-only ones are.
  private func appendOnlySize(in directory: String) -> Int {
    let files = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.contains(".aof") }.compactMap { fileSize("\(directory)/\($0)") }.reduce(0, +)
  }
}
