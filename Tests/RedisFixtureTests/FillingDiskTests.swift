import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite("Filling disk", .blocking, .serialized)
struct FillingDiskTests {
  private static let noDisk = FillingDisk.fileSizeLimit(MissingCapability("no disk", remedy: "none"))

  @Test func `without rights the limit of file sizes fills it`() async throws {
    try await expectRefusalUntilSpaceReturns(on: Self.noDisk)
    #expect(Self.noDisk.technique.contains("no disk: none") && Self.noDisk.technique.contains("RLIMIT_FSIZE"))
  }

  @Test(.enabled(if: FaultDisk.missing == nil, "\(FaultDisk.missing?.description ?? "")"))
  func `a disk of its own is filled where one can be made`() async throws {
    try await withFillingDisk(bytes: 32 << 20) { disk in
      guard case .faultDisk = disk else { throw FixtureError.leftBehind("no disk") }
      try await expectRefusalUntilSpaceReturns(on: disk)
    }
  }

  @Test func `a server that is down cannot be limited`() async throws {
    try await withRedisServer(Self.noDisk.holding(ServerConfiguration())) { server in
      server.kill()
      #expect(throws: SystemError.self) { try Self.noDisk.fill(under: server) }
    }
  }

  private func expectRefusalUntilSpaceReturns(on disk: FillingDisk) async throws {
    let configuration = try ServerConfiguration(lines: "appendonly yes\nsave \"\"\n")
    try await withRedisServer(disk.holding(configuration)) { server in
      let connection = try server.connect()
      let event = String(repeating: "x", count: 100_000)
      try connection.command("SET", "before", event)
      for _ in 1...2 {
        try disk.fill(under: server)
        try wait(for: "a refusal", within: .seconds(60)) {
          if case .error(let text) = try connection.send(["SET", "more", event]) {
            text.contains("MISCONF")
          } else {
            false
          }
        }
        #expect(try connection.command("GET", "before").text == event)
        #expect(try connection.info("persistence")["aof_last_write_status"] == "err")
        try disk.free(under: server)
        try wait(for: "a write to succeed", within: .seconds(60)) {
          try connection.send(["SET", "after", event]) == .status("OK")
        }
      }
      server.kill()
      try server.start()
      #expect(try server.connect().command("GET", "after").text == event)
    }
  }
}
