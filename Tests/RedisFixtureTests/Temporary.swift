import Foundation
import RedisFixture

/// A directory of the test's own, which its scope removes. Its path is short, for sockets are made below it.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  var template = Array("/tmp/rft-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else {
    throw FixtureError.system(call: "mkdtemp", reason: String(cString: strerror(errno)))
  }
  let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { try? FileManager.default.removeItem(atPath: path) }
  return try await body(path)
}

func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

/// A shell script that stands in for a server. `install` puts it in place: were it open for writing here while another
/// test starts a child, that child would hold it open as well, and its start would fail with "Text file busy".
func writeScript(_ commands: String, to path: String) throws {
  try write("#!/bin/sh\n\(commands)\n", to: "\(path).text")
  let process = try Process.run(
    URL(filePath: "/usr/bin/install"), arguments: ["-m", "700", "\(path).text", path])
  process.waitUntilExit()
  guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
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
  ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).filter { $0.hasPrefix("redis-fixture-") }
}

extension ServerConfiguration {
  /// A server on the lines of a redis.conf.
  init(lines: String, program: String = "redis-server", listen: Listen = .unixSocket) throws {
    self.init(program: program, file: try ConfigurationFile(text: lines), listen: listen, startLimit: .seconds(30))
  }
}

/// The error that the server's scope throws, or none.
func startError(_ configuration: ServerConfiguration) async -> FixtureError? {
  do {
    try await withRedisServer(configuration) { _ in }
    return nil
  } catch {
    return error as? FixtureError
  }
}
