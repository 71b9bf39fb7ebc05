import Foundation
import Host
import MET001
import MET001Testing
import Processes
import RedisFixture
import Scenarios
import Testing

@Suite("Readiness of a running server", .observation, .tags(.readiness))
struct ReadinessTests {
  @Test(.tags(.must)) func `RDY-01 kernel and limits`() async throws {
    try await observing { server in
      let settings = LiveSettings(server)
      let host = HostOfServer(
        directory: try server.dataDirectory(), process: try server.process(), openFiles: 0
      ) { settings[$0] }
      let overcommit = text(ofFile: "/proc/sys/vm/overcommit_memory").trimmingCharacters(in: .whitespacesAndNewlines)
      let backlog = ProductionLimits.longestBacklog() ?? 0
      evidence.record(.kernelGaps, overcommit == "1" ? 0 : 1, of: "vm.overcommit_memory, in force")
      evidence.record(
        .kernelGaps, backlog >= host.backlog ? 0 : 1, of: "net.core.somaxconn, in force")
      try evidence.record(host) { try server.trustedProgram() }
    }
  }

  @Test(.tags(.must)) func `RDY-03 files are the server's alone`() async throws {
    try await observing { server in
      let (process, directory) = (try server.process(), try server.dataDirectory())
      guard geteuid() == 0 else {
        throw MissingCapability("this user may not try files for others", remedy: "run as root")
      }
      let paths = [server.info["config_file"], directory].compactMap(\.self).filter { !$0.isEmpty }
      let owner = try Service("stat", ["--format", "%U", "/proc/\(process)"]).require().trimmingCharacters(
        in: .newlines)
      let (files, readers) = try FileReader.find(among: paths, beside: owner) { Service($0[0], Array($0.dropFirst())) }
      guard !files.isEmpty else {
        throw MissingCapability("none of its files is where it says", remedy: "run where its files are")
      }
      evidence.record(readers, of: files.count)
      evidence.attach(files.joined(separator: "\n") + "\n", named: "files.txt")
    }
  }

  @Test(.tags(.must)) func `RDY-05 the server is supported`() async throws {
    try await observing { server in
      try evidence.recordSupport(of: server.info.program.name, server.info.program.version, binary: server.binary)
    }
  }

  @Test(.tags(.must)) func `RDY-07 what no program can check is attested`() throws {
    try evidence.recordAttestations(ofShippedSystem: false)
  }
}
