import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

@Suite("Reference start", .blocking)
struct ReferenceStartTests {
  private func state(_ text: String, user: String? = nil, password: String? = nil) async throws -> ServerState {
    let binary = try realPath(try #require(findProgram("redis-server")))
    return try await ReferenceStart.state(
      of: try ConfigurationFile(text: text), by: binary, user: user, password: password)
  }

  @Test func `the server says what its file means`() async throws {
    let state = try await state("maxmemory 2gb\nsave \"\"\nnotify-keyspace-events Ex\nrename-command FLUSHALL \"\"\n")
    #expect(state.settings["maxmemory"] == "2147483648")
    #expect(state.settings["notify-keyspace-events"] == "xE")
    #expect(state.settings["save"] == "")
    #expect(state.users.keys.sorted() == ["default"])
    #expect(state.commands.contains("get") && !state.commands.contains("flushall"))
    #expect(state.refusals.isEmpty)
  }

  @Test func `settings are told although CONFIG is renamed away, or has another name`() async throws {
    #expect(try await state("hz 50\nrename-command CONFIG \"\"\n").settings["hz"] == "50")
    #expect(try await state("hz 50\nrename-command CONFIG a1b2\n").settings["hz"] == "50")
  }

  @Test func `a user who may not ask for settings does not hide them`() async throws {
    let text = "hz 50\nuser default off\nuser limiter on >secret ~* +get +ping +command +acl\n"
    let state = try await state(text, user: "limiter")
    #expect(state.settings["hz"] == "50")
    #expect(state.users.count == 2)
  }

  @Test func `the same users are the same in every start, however many commands they have`() async throws {
    let commands = ["get", "set", "mget", "exists", "unlink", "llen", "xadd", "xlen", "info"].map { "+\($0)" }
    let rules = "-@all \(commands.joined(separator: " "))"
    let text = "user writer on >secret ~* \(rules) (~other:* \(rules))\n"
    let first = try await state(text).users
    for _ in 0..<3 { #expect(try await state(text).users == first) }
  }

  @Test(.enabled(if: geteuid() == 0, "needs root"))
  func `the program of a server in a process namespace of its own is found, and no other`() async throws {
    try await withTemporaryDirectory { directory in
      let wrapper = "\(directory)/wrapper"
      try installProgram("#!/bin/sh\nexec unshare --pid --fork --kill-child redis-server \"$@\"\n", at: wrapper)
      try await withRedisServer(ServerConfiguration(program: wrapper)) { server throws in
        #expect(try server.connect().info("server").integer("process_id") == 1)
        #expect(try server.binary() == realPath(try #require(findProgram("redis-server"))))
      }
    }
  }

  @Test func `a server that an argument of its entry point puts elsewhere is not used`() async throws {
    try await withTemporaryDirectory { directory in
      let wrapper = "\(directory)/wrapper"
      for argument in ["--dir \(directory)", "--bind 0.0.0.0"] {
        try installProgram("#!/bin/sh\nexec redis-server \"$@\" \(argument)\n", at: wrapper)
        let error = await #expect(throws: FixtureError.self) {
          try await withRedisServer(ServerConfiguration(program: wrapper, listen: .tcp)) { _ in }
        }
        #expect("\(try #require(error))".contains("outvotes where the harness put it"))
      }
    }
  }

  @Test func `a server of the same file has not drifted, whatever stands around it`() async throws {
    try await withTemporaryDirectory { directory in
      let wrapper = "\(directory)/wrapper"
      try installProgram("#!/bin/sh\nexec redis-server \"$@\" --maxmemory-samples 7\n", at: wrapper)
      let file = try ConfigurationFile(text: "maxmemory 100mb\nclient-output-buffer-limit slave 256mb 64mb 60\n")
      for (program, names) in [("redis-server", []), (wrapper, ["maxmemory-samples"])] {
        try await withRedisServer(ServerConfiguration(program: program, file: file)) { server in
          let reference = try await ReferenceStart.state(of: file, by: try server.binary())
          let drifts = try server.connect().state().drift(from: reference, replaced: server.replacedSettings)
          #expect(drifts.map(\.name) == names)
        }
      }
    }
  }
}
