import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

/// What becomes of the servers when the process that started them dies: each in a process of its own.
@Suite("Death of the owner", .blocking, .serialized)
struct OwnerDeathTests {
  private func waitUntilNothingIsLeft(in directory: String) throws {
    try wait(for: "the end of every server", within: .seconds(60)) {
      roots(in: directory).isEmpty && processes(below: directory).isEmpty
    }
  }

  @Test func `a process that is killed leaves no server and no directory`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withRedisServer { server in
          try write(server.directory, to: "\(directory)/started")
          kill(getpid(), SIGKILL)
        }
      }
      let server = try String(contentsOfFile: "\(directory)/started", encoding: .utf8)
      #expect(server.hasPrefix("\(directory)/redis-fixture-"))
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `a process that ends in the middle of a scope leaves nothing either`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .exitCode(3)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withRedisServer { _ in endProcess(3) }
      }
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `what a dead owner left is swept by the next start`() async throws {
    try await withTemporaryDirectory { directory in
      let root = "\(directory)/redis-fixture-stale1"
      try FileManager.default.createDirectory(atPath: "\(root)/server", withIntermediateDirectories: true)
      try write("", to: "\(root)/lock")
      let sleeper = try sleeper(in: "\(root)/server")
      defer { kill(sleeper, SIGKILL) }
      await #expect(processExitsWith: .success) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withRedisServer { _ in
          precondition(roots(in: directory).count == 1, "the stale root is there")
        }
      }
      #expect(!FileManager.default.fileExists(atPath: root))
      try waitUntilNothingIsLeft(in: directory)
    }
  }

  @Test func `what a living owner holds is left alone`() async throws {
    try await withTemporaryDirectory { directory in
      let root = "\(directory)/redis-fixture-alive1"
      try FileManager.default.createDirectory(atPath: "\(root)/server", withIntermediateDirectories: true)
      let descriptor = open("\(root)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
      defer { close(descriptor) }
      #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      let sleeper = try sleeper(in: "\(root)/server")
      defer { kill(sleeper, SIGKILL) }
      await #expect(processExitsWith: .success) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        try await withRedisServer { _ in }
      }
      #expect(processes(below: root) == [sleeper])
      #expect(FileManager.default.fileExists(atPath: root))
    }
  }

  /// A process in the directory that is no child of ours: the thread of Swift Testing that waits for the processes of
  /// these tests would meet the end of ours first, again and again, and none of theirs.
  private func sleeper(in directory: String) throws -> pid_t {
    // Waited for until it has a session of its own: what is still of the shell's group ends with the shell.
    let script = "setsid sh -c 'echo $$ >id; exec sleep 600' >/dev/null 2>&1 & until [ -s id ]; do :; done; cat id"
    let shell = Service("/bin/sh", ["-c", script], directory: directory)
    return try #require(pid_t(shell.require().trimmingCharacters(in: .whitespacesAndNewlines)))
  }
}

/// Not `Never`: the compiler would warn of what the scope does afterwards.
private func endProcess(_ status: Int32) {
  exit(status)
}
