import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite(
  "Fault disk", .blocking, .serialized,
  .enabled(if: FaultDisk.missing == nil, "\(FaultDisk.missing?.description ?? "")"))
struct FaultDiskTests {
  private struct Stop: Error {}

  /// A server whose append-only file is on the disk.
  private func withServer(on disk: FaultDisk, _ body: (RedisServer) async throws -> Void) async throws {
    var configuration = try ServerConfiguration(lines: "appendonly yes\nsave \"\"\n")
    configuration.dataDirectory = "\(disk.path)/data"
    try await withRedisServer(configuration) { try await body($0) }
  }

  private func isMounted(_ path: String) throws -> Bool {
    try mounts(below: (path as NSString).deletingLastPathComponent).contains(path)
  }

  // MARK: Scope

  @Test func `a disk is mounted in its scope and gone after it`() async throws {
    let path = try await withFaultDisk(bytes: 16 << 20) { disk in
      #expect(try isMounted(disk.path))
      try write("text", to: "\(disk.path)/file")
      return disk.path
    }
    #expect(try !isMounted(path))
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try loopFiles(below: path).isEmpty)
  }

  @Test func `a disk is gone after an error too, frozen or without power`() async throws {
    for fault in [{ try $0.freeze() }, { try $0.cutPower() }] as [(FaultDisk) throws -> Void] {
      var path = ""
      await #expect(throws: Stop.self) {
        try await withFaultDisk(bytes: 16 << 20) { disk in
          path = disk.path
          try fault(disk)
          throw Stop()
        }
      }
      #expect(try !path.isEmpty && !isMounted(path))
      #expect(try loopFiles(below: (path as NSString).deletingLastPathComponent).isEmpty)
    }
  }

  @Test func `a disk that another mount namespace holds gets its power back when that has ended`() async throws {
    try await withFaultDisk(bytes: 16 << 20) { disk in
      // As a container or a service does that is started meanwhile.
      let other = try Service("unshare", ["--mount", "sleep", "1"]).start()
      try wait(for: "the other namespace", within: .seconds(10)) {
        try namespace(of: other.id) != namespace(of: getpid())
      }
      try disk.cutPower()
      try disk.restorePower()
      try write("text", to: "\(disk.path)/file")
      #expect(!other.isRunning())
    }
  }

  private func namespace(of process: pid_t) throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/ns/mnt")
  }

  @Test func `a process left on a disk is ended and told`() async throws {
    var sleeper: ServiceProcess?
    let error = await #expect(throws: FixtureError.self) {
      try await withFaultDisk(bytes: 16 << 20) { disk in
        sleeper = try Service("sleep", ["600"], directory: disk.path).start()
      }
    }
    let process = try #require(sleeper)
    #expect("\(try #require(error))".contains("left behind after the server's end: processes \(process.id)"))
    #expect(process.waitForEnd(within: .seconds(60)))
  }

  // MARK: Power

  @Test func `a power cut takes what was not synced and leaves what was`() async throws {
    try await withFaultDisk(bytes: 16 << 20) { disk in
      let synced = "\(disk.path)/synced"
      let unsynced = "\(disk.path)/unsynced"
      // Foundation's own way to write a file syncs it.
      for path in [synced, unsynced] {
        let descriptor = open(path, O_CREAT | O_WRONLY, 0o600)
        defer { close(descriptor) }
        #expect(Glibc.write(descriptor, "text", 4) == 4)
        if path == synced { #expect(fsync(descriptor) == 0) }
      }
      try disk.cutPower()
      #expect(throws: (any Error).self) { try write("more", to: unsynced) }
      try disk.restorePower()
      #expect(try String(contentsOfFile: synced, encoding: .utf8) == "text")
      #expect(((try? String(contentsOfFile: unsynced, encoding: .utf8)) ?? "").isEmpty)
    }
  }

  @Test func `a server comes back with what it had synced`() async throws {
    try await withFaultDisk(bytes: 64 << 20) { disk in
      try await withServer(on: disk) { server in
        #expect(server.dataDirectory == "\(disk.path)/data")
        let connection = try server.connect()
        try connection.command("CONFIG", "SET", "appendfsync", "always")
        try connection.command("SET", "synced", "1")
        try connection.command("CONFIG", "SET", "appendfsync", "no")
        try connection.command("SET", "unsynced", "1")
        try disk.cutPower()
        server.kill()
        try disk.restorePower()
        try server.start()
        let after = try server.connect()
        #expect(try after.command("EXISTS", "synced") == .integer(1))
        #expect(try after.command("EXISTS", "unsynced") == .integer(0))
      }
    }
  }

  @Test func `power cannot come back while a process uses the disk`() async throws {
    try await withFaultDisk(bytes: 16 << 20) { disk in
      let descriptor = open(disk.path, O_RDONLY)
      let error = #expect(throws: SystemError.self) { try disk.restorePower(within: .milliseconds(50)) }
      #expect("\(try #require(error))".contains("busy"))
      close(descriptor)
      try disk.restorePower()
    }
  }

  // MARK: Time

  @Test func `a frozen disk lets a write hang until it thaws`() async throws {
    try await withFaultDisk(bytes: 64 << 20) { disk in
      try await withServer(on: disk) { server in
        let connection = try server.connect()
        try await disk.whileFrozen {
          connection.append(["SET", "key", "value"])
          try connection.flush()
          try wait(for: "the server to wait for the disk", within: .seconds(60)) { server.state == "D" }
        }
        #expect(try connection.nextReply { $0.text } == "OK")
        // The second freeze is not thawed by the guardian of the first.
        try disk.freeze()
        try disk.thaw()
      }
    }
  }

  @Test func `a disk thaws by itself in the end, and says so`() async throws {
    try await withFaultDisk(bytes: 16 << 20) { disk in
      try disk.freeze(atMost: .milliseconds(100))
      // Hangs until then.
      try write("text", to: "\(disk.path)/file")
      let error = #expect(throws: SystemError.self) { try disk.thaw() }
      #expect("\(try #require(error))".contains("has thawed by itself"))
    }
  }

  @Test func `a power cut ends a freeze with an error for who waits`() async throws {
    try await withFaultDisk(bytes: 64 << 20) { disk in
      try await withServer(on: disk) { server in
        let connection = try server.connect()
        try disk.freeze()
        connection.append(["SET", "key", "value"])
        try connection.flush()
        try wait(for: "the server to wait for the disk", within: .seconds(60)) { server.state == "D" }
        try disk.cutPower()
        try wait(for: "the server to go on", within: .seconds(60)) { server.state != "D" }
        server.kill()
        try disk.restorePower()
      }
    }
  }
}
