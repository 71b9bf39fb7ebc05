import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

/// What becomes of the disks when the process that made them dies: each in a process of its own.
@Suite(
  "Death of a disk's owner", .blocking, .serialized,
  .enabled(if: FaultDisk.missing == nil, "\(FaultDisk.missing?.description ?? "")"))
struct OwnerDeathWithDiskTests {
  private func isNothingLeft(in directory: String) throws -> Bool {
    try roots(in: directory).isEmpty && processes(below: directory).isEmpty && mounts(below: directory).isEmpty
      && loopFiles(below: directory).isEmpty && guards(of: directory).isEmpty
  }

  private func waitUntilNothingIsLeft(in directory: String) throws {
    try wait(for: "the end of every process, mount and loop device", within: .seconds(60)) {
      try isNothingLeft(in: directory)
    }
  }

  @Test func `a process that is killed leaves no mount`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withFaultDisk(bytes: 16 << 20) { disk in
          let mounts = try mounts(below: directory)
          precondition(mounts == [disk.path], "the disk is mounted")
          kill(getpid(), SIGKILL)
        }
      }
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `a disk without power is removed`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withFaultDisk(bytes: 16 << 20) { disk in
          try disk.cutPower()
          kill(getpid(), SIGKILL)
        }
      }
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `a server that waits for a frozen disk is ended`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withBlockedServer { kill(getpid(), SIGKILL) }
      }
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `where the guards were killed as well the next start's sweep does the same`() async throws {
    // A name with a blank: the kernel writes it in another way.
    try await withTemporaryDirectory { directory in
      let directory = "\(directory)/a b"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withBlockedServer {
          let guards = guards(of: directory)
          precondition(guards.count == 2, "one waits for our end, one to thaw the disk")
          for id in guards { kill(-id, SIGKILL) }
          kill(getpid(), SIGKILL)
        }
      }
      #expect(roots(in: directory).count == 1)
      #expect(try !isNothingLeft(in: directory))
      await #expect(processExitsWith: .success) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withRedisServer { _ in
          precondition(roots(in: directory).count == 1, "the root of the dead is still there")
        }
      }
      try waitUntilNothingIsLeft(in: directory)
    }
  }
}

/// Runs the body while a server waits for a frozen disk.
private func withBlockedServer(_ body: () throws -> Void) async throws {
  try await withFaultDisk(bytes: 64 << 20) { disk in
    var configuration = try ServerConfiguration(lines: "appendonly yes\nsave \"\"\n")
    configuration.dataDirectory = "\(disk.path)/data"
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      try disk.freeze()
      connection.append(["SET", "key", "value"])
      try connection.flush()
      try wait(for: "the server to wait for the disk", within: .seconds(60)) { server.state == "D" }
      try body()
    }
  }
}

/// The shells that watch over something below the path: it is an argument of theirs, but not where they run.
private func guards(of path: String) -> [pid_t] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return names.compactMap { pid_t($0) }.filter { id in
    let arguments = FileManager.default.contents(atPath: "/proc/\(id)/cmdline")?.split(separator: 0) ?? []
    return arguments.first.map { Data($0) == Data("/bin/sh".utf8) } ?? false
      && arguments.contains { $0.starts(with: Data("\(path)/redis-fixture-".utf8)) }
  }
}
