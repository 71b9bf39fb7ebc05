package import Foundation
import Host
import Processes
import RedisFixture
import Testing

/// What the host of a server in production is held against.
package struct HostOfServer: Sendable {
  /// Its data directory.
  package var directory: String
  /// Its process; `nil` where it does not run.
  package var process: pid_t?
  package var backlog: Int
  package var maxclients: Int
  /// In bytes; 0 without a limit.
  package var maxmemory: Int
  /// How many files its unit lets it open, where it does not run.
  package var openFiles: Int

  /// - Parameter setting: a setting of it; `nil` if it does not tell, and has what Redis has then.
  package init(directory: String, process: pid_t?, openFiles: Int, setting: (String) -> String?) {
    func number(_ name: String, otherwise standard: Int) -> Int { setting(name).flatMap { Int($0) } ?? standard }
    self.directory = directory
    self.process = process
    self.openFiles = openFiles
    backlog = number("tcp-backlog", otherwise: 511)
    maxclients = number("maxclients", otherwise: 10_000)
    maxmemory = number("maxmemory", otherwise: 0)
  }
}

extension Evidence {
  /// Records what this host gives the server.
  ///
  /// - Parameter program: the path of its program, which is executed at last.
  /// - Throws: `MissingCapability` where its program has no `--check-system`; `SystemError`; what `program` throws.
  package func record(_ server: HostOfServer, program: () throws -> String) throws {
    let facts = HostFacts(directory: server.directory)
    record(.overcommitMemory, Int(facts.overcommit) ?? -1)
    record(.hugePageStalls, facts.transparentHugePages == "always" ? 1 : 0)
    record(.backlogRoom, (ProductionLimits.longestBacklog() ?? 0) - server.backlog)
    let files = server.process.flatMap(ProductionLimits.openFiles) ?? server.openFiles
    record(.spareFiles, files - server.maxclients - 32)
    let maxmemory = server.maxmemory
    if maxmemory > 0 {
      let memory = ProductionLimits.memory(of: server.process, host: facts.memory)
      record(.memoryShare, Double(memory) / Double(maxmemory))
    } else {
      violate("maxmemory is 0: no memory of a host is enough for a server without a limit")
    }
    let used = appendOnlySize(in: server.directory)
    let size = max(1, maxmemory, used)
    record(.diskShare, (FreeCapacity.disk(of: server.directory) + Double(used)) / Double(size))
    let fileSystem = try FileSystem(of: server.directory)
    record(.survivesPowerCut, fileSystem.doubt ?? "yes", of: fileSystem.line)
    try recordSystemCheck(by: program())
  }

  private func recordSystemCheck(by program: String) throws {
    let check = try Service(program, ["--check-system"]).run(within: .seconds(60))
    guard check.output.contains("]...") else {
      throw MissingCapability("this server has no --check-system", remedy: "Redis 7.0 and later have it")
    }
    let warnings = check.output.matches(of: /(?m)^\[([^\]]+)\]\.\.\.(WARNING|FAILED)/).map { String($0.1) }
    record(.systemWarnings, warnings.count)
    for warning in warnings { note("redis-server --check-system warns of \(warning).") }
    attach(check.output, named: "check-system.txt")
  }

  /// In bytes: all files of the data directory that are named as the append-only ones are.
  private func appendOnlySize(in directory: String) -> Int {
    let files = FileManager.default.enumerator(atPath: directory)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.contains(".aof") }.compactMap { fileSize("\(directory)/\($0)") }.reduce(0, +)
  }
}
