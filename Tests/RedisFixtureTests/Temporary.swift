import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport

/// Puts a shell script in place that stands in for a server.
func writeScript(_ commands: String, to path: String) throws {
  try installProgram("#!/bin/sh\n\(commands)\n", at: path)
}

/// The processes, other than zombies, whose working directory is below the path.
func processes(below path: String) -> [pid_t] {
  let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return names.compactMap { pid_t($0) }.filter { id in
    let directory = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(id)/cwd")
    return directory?.hasPrefix("\(path)/") ?? false
  }
}

/// The files below the path that loop devices hold.
func loopFiles(below path: String) throws -> [String] {
  try FileManager.default.contentsOfDirectory(atPath: "/sys/block").compactMap { device in
    try? String(contentsOfFile: "/sys/block/\(device)/loop/backing_file", encoding: .utf8)
  }.filter { $0.hasPrefix("\(path)/") }
}

/// The mounts below the path.
func mounts(below path: String) throws -> [String] {
  try String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8).split(separator: "\n").map {
    String($0.split(separator: " ")[4])
  }.filter { $0.hasPrefix("\(path)/") }
}

/// The fixture's roots in a directory for temporary files.
func roots(in directory: String) -> [String] {
  ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasPrefix(ScratchRoot.prefix) }
}

extension ServerConfiguration {
  /// A server on the lines of a redis.conf.
  init(lines: String, program: String = "redis-server", listen: Listen = .unixSocket) throws {
    self.init(program: program, file: try ConfigurationFile(text: lines), listen: listen, startLimit: .seconds(30))
  }
}

/// What the server's scope throws; `nil` if nothing.
func startError(_ configuration: ServerConfiguration) async -> (any Error)? {
  do {
    try await withRedisServer(configuration) { _ in }
    return nil
  } catch {
    return error
  }
}
