import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite(
  "Fsync tracing", .blocking, .serialized,
  .enabled(if: FsyncTracing.missing == nil, "\(FsyncTracing.missing?.description ?? "")"))
struct FsyncTracingTests {
  private let configuration: ServerConfiguration

  init() throws {
    configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync always\nsave \"\"\n")
  }

  private func ofAppendOnlyFile(_ server: RedisServer) throws -> [Fsync] {
    try server.fsyncs().filter(\.isOfAppendOnlyFile)
  }

  @Test func `each sync is on the timeline, of every start`() async throws {
    try await withRedisServer(configuration.tracingFsync()) { server in
      let before = Date.now.timeIntervalSince1970
      for key in ["a", "b", "c"] { try server.connect().command("SET", key, "1") }
      let first = try ofAppendOnlyFile(server).filter { $0.began >= before }
      #expect(first.count == 3)
      for fsync in first {
        #expect(fsync.path.hasPrefix("\(server.dataDirectory)/appendonlydir/"))
        #expect(fsync.error == nil && !fsync.wasInjected)
        #expect(try #require(fsync.ended) > fsync.began)
      }
      server.kill()
      let starts = try server.fsyncs().count
      try server.start()
      try server.connect().command("SET", "d", "1")
      #expect(try server.fsyncs().count > starts)
      #expect(try server.fsyncs().prefix(first.count + 1).allSatisfy { $0.ended != nil })
    }
  }

  @Test func `a sync is delayed from the given one on`() async throws {
    try await withRedisServer(configuration.tracingFsync(.delay(.milliseconds(100), from: 3))) { server in
      let connection = try server.connect()
      for key in ["a", "b", "c", "d"] { try connection.command("SET", key, "1") }
      let fsyncs = try server.fsyncs()
      #expect(fsyncs.map(\.wasInjected) == [false, false, true, true])
      #expect(fsyncs.allSatisfy { $0.isOfAppendOnlyFile && $0.error == nil })
      #expect(fsyncs.suffix(2).allSatisfy { $0.ended ?? 0 >= $0.began + 0.1 })
    }
  }

  @Test func `a delay follows the append-only file through a rewrite`() async throws {
    try await withRedisServer(configuration.tracingFsync(.delay(.milliseconds(10), from: 1))) { server in
      let connection = try server.connect()
      try connection.command("BGREWRITEAOF")
      try wait(for: "the rewrite", within: .seconds(60)) {
        try connection.info("persistence").integer("aof_rewrite_in_progress") == 0
      }
      try connection.command("SET", "a", "1")
      let last = try #require(try server.fsyncs().last)
      #expect(last.wasInjected && last.path.hasSuffix("appendonly.aof.2.incr.aof"))
    }
  }

  @Test func `one sync fails`() async throws {
    let configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync everysec\nsave \"\"\n")
    try await withRedisServer(configuration.tracingFsync(.failure(at: 1))) { server in
      let connection = try server.connect()
      try connection.command("SET", "a", "1")
      try wait(for: "a refusal", within: .seconds(60)) {
        if case .error(let text) = try connection.send(["SET", "b", "1"]) { text.contains("MISCONF") } else { false }
      }
      let fsync = try #require(try server.fsyncs().first)
      #expect(fsync.error == "EIO" && fsync.wasInjected)
    }
  }

  @Test func `a kill in the middle of a sync leaves a call that never returned, and no strace`() async throws {
    let configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync everysec\nsave \"\"\n")
    try await withRedisServer(configuration.tracingFsync(.delay(.seconds(600), from: 1))) { server in
      try server.connect().command("SET", "a", "1")
      try wait(for: "a sync to begin", within: .seconds(60)) { try !server.fsyncs().isEmpty }
      server.kill()
      #expect(try server.fsyncs().map(\.ended) == [nil])
      try wait(for: "the end of strace", within: .seconds(60)) { processes(below: server.directory).isEmpty }
    }
  }

  @Test func `a server behind a wrapper is traced too`() async throws {
    try await withTemporaryDirectory { directory in
      var wrapped = configuration
      wrapped.program = "\(directory)/wrapper"
      try writeScript("exec redis-server \"$@\"", to: wrapped.program)
      try await withRedisServer(wrapped.tracingFsync()) { server in
        try server.connect().command("SET", "a", "1")
        #expect(try !ofAppendOnlyFile(server).isEmpty)
      }
    }
  }

  @Test func `a traced server stops and goes on`() async throws {
    try await withRedisServer(configuration.tracingFsync()) { server in
      try server.pause()
      server.resume()
      try server.connect().command("SET", "a", "1")
      try server.restart()
      #expect(try server.connect().command("GET", "a").text == "1")
    }
  }

  @Test func `a server whose syncs are not traced has none to tell`() async throws {
    let error = await #expect(throws: ConfigurationError.self) { try await withRedisServer { _ = try $0.fsyncs() } }
    #expect("\(try #require(error))".contains("use tracingFsync()"))
  }

  @Test func `strace ends with a server whose owner was killed`() async throws {
    try await withTemporaryDirectory { directory in
      await #expect(processExitsWith: .signal(SIGKILL)) { [directory = directory as String] in
        setenv("MET001_SCRATCH", directory, 1)
        let configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync everysec\nsave \"\"\n")
        try await withRedisServer(configuration.tracingFsync(.delay(.seconds(600), from: 1))) { server in
          try server.connect().command("SET", "a", "1")
          try wait(for: "a sync to begin", within: .seconds(60)) { try !server.fsyncs().isEmpty }
          kill(getpid(), SIGKILL)
        }
      }
      try wait(for: "the end of the server and of strace", within: .seconds(60)) {
        roots(in: directory).isEmpty && processes(below: directory).isEmpty
      }
    }
  }
}
