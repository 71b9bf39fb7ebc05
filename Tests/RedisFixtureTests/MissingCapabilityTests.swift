import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

/// What a machine lacks is asked for once in a process: so each in a process of its own.
@Suite("Missing capability", .blocking)
struct MissingCapabilityTests {
  @Test func `a user without rights is told how to get a disk`() async {
    await #expect(processExitsWith: .success) {
      // Without effect for one who has no rights to give up.
      setuid(65534)
      let missing = MissingCapability("no loop mounts here", remedy: "run as root (sudo)")
      await #expect(throws: missing) { try await withFaultDisk(bytes: 16 << 20) { _ in } }
      #expect("\(missing)" == "no loop mounts here: run as root (sudo)")
    }
  }

  @Test func `a missing program is named with its package, and the guard misses none`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .success) { [directory = directory as String] in
        let server = try #require(ServerConfiguration.pathOfDefaultProgram)
        setenv("MET001_SCRATCH", directory, 1)
        setenv("PATH", "/no/such/directory", 1)
        let missing = MissingCapability("no strace", remedy: "apt-get install strace")
        #expect(FsyncTracing.missing == missing)
        let configuration = ServerConfiguration(program: server)
        await #expect(throws: missing) { try await withRedisServer(configuration.tracingFsync()) { _ in } }
        try await withRedisServer(configuration) { _ in }
      }
      try wait(for: "the guard", within: .seconds(60)) { roots(in: directory).isEmpty }
    }
  }
}

extension ServerConfiguration {
  fileprivate static var pathOfDefaultProgram: String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/redis-server" }.first { access($0, X_OK) == 0 }
  }
}
