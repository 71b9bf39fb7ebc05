import Foundation
import Processes
import RedisFixture
import TestSupport
import Testing

@Suite("Append-only files", .blocking, .serialized)
struct AppendOnlyFileSetTests {
  private let configuration: ServerConfiguration

  init() throws {
    // Not everysec: beside a slow fsync it writes late, and a kill loses what it has answered.
    configuration = try ServerConfiguration(lines: "appendonly yes\nappendfsync always\nsave \"\"\n")
  }

  /// A server that was killed with three keys in its append-only file.
  private func withKilledServer(_ body: (RedisServer, AppendOnlyFileSet) async throws -> Void) async throws {
    try await withRedisServer(configuration) { server in
      let connection = try server.connect()
      for key in ["a", "b", "c"] { try connection.command("SET", key, "value of \(key)") }
      server.kill()
      try await body(server, try AppendOnlyFileSet(in: server.dataDirectory))
    }
  }

  @Test func `a server's set is whole`() async throws {
    try await withKilledServer { server, set in
      let directory = "\(server.dataDirectory)/appendonlydir"
      #expect(set.path == "\(directory)/appendonly.aof.manifest")
      #expect(set.base == "\(directory)/appendonly.aof.1.base.rdb")
      #expect(set.incrementals == ["\(directory)/appendonly.aof.1.incr.aof"])
      #expect(set.history.isEmpty && set.strays.isEmpty && set.missing.isEmpty)
      let check = try set.check()
      #expect(check.isValid)
      #expect(check.output.contains("All AOF files and manifest are valid"))
    }
  }

  @Test func `strays and missing files are told`() async throws {
    try await withKilledServer { server, set in
      try write("", to: set.path(of: "temp-rewriteaof-1.aof"))
      try FileSurgery(set.incrementals[0]).remove()
      let after = try AppendOnlyFileSet(in: server.dataDirectory)
      #expect(after.strays == ["temp-rewriteaof-1.aof"])
      #expect(after.missing == ["appendonly.aof.1.incr.aof"])
      #expect(try !after.check().isValid)
    }
  }

  @Test func `no set, no manifest and a broken manifest are told`() async throws {
    try inTemporaryDirectory { directory in
      #expect(reason(in: directory) == "there is no such directory")
      let set = "\(directory)/appendonlydir"
      try FileManager.default.createDirectory(atPath: set, withIntermediateDirectories: false)
      #expect(reason(in: directory) == "holds 0 manifests, not 1")
      try write("file a seq 1", to: "\(set)/a.manifest")
      #expect(reason(in: directory) == "line 1: is not 'file NAME seq NUMBER type LETTER'")
      try write("", to: "\(set)/b.manifest")
      #expect(reason(in: directory) == "holds 2 manifests, not 1")
    }
  }

  private func reason(in directory: String) -> String? {
    let error = #expect(throws: FixtureError.self) { try AppendOnlyFileSet(in: directory) }
    guard case .appendOnlyFiles(_, let reason)? = error else { return nil }
    return reason
  }

  // MARK: Surgery

  @Test(
    arguments: [
      { try $0.append(zeros: 4096) }, { try $0.append(Array("garbage".utf8)) },
    ] as [@Sendable (FileSurgery) throws -> Void])
  func `a damaged tail is refused by name and repaired by a cut`(damage: @Sendable (FileSurgery) throws -> Void)
    async throws
  {
    try await withKilledServer { server, set in
      let file = FileSurgery(set.incrementals[0])
      let whole = try file.length()
      try damage(file)
      #expect(try !set.check().isValid)
      // The words of the start before are not repeated.
      try FileSurgery(server.logPath).append(Array("an older line\n".utf8))
      let error = #expect(throws: ServiceError.self) { try server.start() }
      guard case .exitedAtStart(_, let how, let output)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(how == "exited with status 1")
      #expect(output.contains("appendonly.aof.1.incr.aof"))
      #expect(!output.contains("an older line") && !output.contains("Ready to accept"))
      let fix = try set.fix()
      #expect(fix.isValid && fix.output.contains("Successfully truncated AOF"))
      #expect(try file.length() == whole)
      try server.start()
      #expect(try server.connect().keyCount() == 3)
    }
  }

  @Test func `a cut between two commands loses what is behind it`() async throws {
    try await withKilledServer { server, set in
      let file = FileSurgery(set.incrementals[0])
      let boundaries = try CommandBoundaries(ofFile: file.path)
      // SELECT and three SET.
      #expect(boundaries.ends.count == 4 && boundaries.malformedAt == nil)
      #expect(try boundaries.ends.last == file.length())
      try file.cut(to: boundaries.ends[2])
      try server.start()
      #expect(try server.connect().keyCount() == 2)
    }
  }

  @Test func `a flipped byte of a value is loaded without a word`() async throws {
    try await withKilledServer { server, set in
      let file = FileSurgery(set.incrementals[0])
      // Behind the last byte of the value are \r and \n.
      try file.flipByte(at: try file.length() - 3, mask: 1)
      #expect(try set.check().isValid)
      try server.start()
      #expect(try server.connect().command("GET", "c").text == "value of b")
    }
  }

  @Test func `an emptied file is empty, and a byte that is not there cannot be flipped`() async throws {
    try inTemporaryDirectory { directory in
      try write("text", to: "\(directory)/file")
      let file = FileSurgery("\(directory)/file")
      #expect(throws: SystemError.self) { try file.cut(to: 5) }
      try file.empty()
      #expect(try file.length() == 0)
      #expect(throws: SystemError.self) { try file.flipByte(at: 0) }
      try file.remove()
      #expect(throws: SystemError.self) { try file.length() }
    }
  }

  @Test func `a copied directory serves another server`() async throws {
    try await withKilledServer { server, _ in
      let copy = "\(server.directory)/copy"
      try copyDirectory(server.dataDirectory, to: copy)
      #expect(throws: SystemError.self) { try copyDirectory(server.dataDirectory, to: copy) }
      var configuration = configuration
      configuration.dataDirectory = copy
      try await withRedisServer(configuration) { second throws in
        #expect(second.dataDirectory == copy)
        #expect(try second.connect().keyCount() == 3)
      }
      #expect(FileManager.default.fileExists(atPath: copy))
    }
  }
}
