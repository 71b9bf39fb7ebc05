import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite("Stepped clock", .blocking)
struct SteppedClockTests {
  private func time(_ server: RedisServer) throws -> Double {
    let text = try server.connect().command("TIME").elements?.first?.text
    return Double(text ?? "") ?? .nan
  }

  @Test func `a server's clock goes back and comes again, and the host's goes on`() async throws {
    do { try SteppedClock.require(for: findProgram("redis-server") ?? "") } catch let missing as MissingCapability {
      try Test.cancel("\(missing)")
    }
    let directory = try ScratchRoot.current().makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    var configuration = ServerConfiguration()
    let clock = try SteppedClock(in: directory)
    configuration.clock = clock
    try await withRedisServer(configuration) { server in
      #expect(abs(try time(server) - Date.now.timeIntervalSince1970) < 60)
      try clock.step(to: -3600)
      try wait(for: "the step back", within: .seconds(10)) {
        abs(try time(server) + 3600 - Date.now.timeIntervalSince1970) < 60
      }
      try clock.step(to: 0)
      try wait(for: "the right time", within: .seconds(10)) {
        abs(try time(server) - Date.now.timeIntervalSince1970) < 60
      }
    }
  }

  @Test func `nothing of it is left behind an entry point that waits for its server, traced or not`() async throws {
    do { try SteppedClock.require(for: findProgram("redis-server") ?? "") } catch let missing as MissingCapability {
      try Test.cancel("\(missing)")
    }
    let directory = try ScratchRoot.current().makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let program = "\(directory)/server"
    try installProgram("#!/bin/sh\nredis-server \"$@\" &\nwait\n", at: program)
    var configuration = ServerConfiguration(program: program)
    configuration.clock = try SteppedClock(in: directory)
    let shapes = FsyncTracing.missing == nil ? [configuration, configuration.tracingFsync()] : [configuration]
    for configuration in shapes {
      let unit = try await withRedisServer(configuration) { $0.unit }
      #expect(unit.count > 1)
      #expect(unit.filter { FileManager.default.fileExists(atPath: "/dev/shm/faketime_shm_\($0)") } == [])
    }
  }

  @Test func `a program that does not bear it is found`() {
    #expect(throws: MissingCapability.self) { try SteppedClock.require(for: "/bin/false") }
  }
}
