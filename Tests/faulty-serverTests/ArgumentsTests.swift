import Foundation
import Processes
import TestSupport
import Testing

@Suite("Arguments of the faulty server", .blocking, .serialized)
struct ArgumentsTests {
  private struct End: Equatable {
    var status: Int32
    /// What it wrote to standard error.
    var message: String
  }

  /// Runs the program, which ends at once.
  private func run(_ arguments: String...) throws -> End {
    let program = try Service("sh", ["-c", "exec \"$0\" \"$@\" 2>&1 >/dev/null", faultyServer] + arguments).run()
    guard case .exited(let status) = program.end else { throw CocoaError(.executableRuntimeMismatch) }
    return End(status: status, message: program.output)
  }

  private func withConfiguration(_ text: String, _ body: (String) throws -> Void) throws {
    let path = "\(NSTemporaryDirectory())/faulty-\(UUID().uuidString).conf"
    defer { for file in [path, "\(path).asked"] { try? FileManager.default.removeItem(atPath: file) } }
    try Data(text.utf8).write(to: URL(filePath: path))
    try body(path)
  }

  @Test func `a mistake in the arguments is reported in one line, with status 64`() throws {
    let unknown = try run("tire", "1", "redis-server", "redis.conf")
    #expect(
      unknown == End(status: 64, message: "faulty-server: there is no flaw 'tire': faulty-server --help lists them\n"))
    let number = try run("delay-every", "9", "x")
    #expect(number == End(status: 64, message: "faulty-server: delay-every needs a whole number above 0, not 'x'\n"))
    let missing = try run("none", "redis-server")
    #expect(missing == End(status: 64, message: "faulty-server: SERVER and CONFIGURATION must follow the flaw\n"))
  }

  @Test func `a mistake in the configuration is reported in one line, with status 64`() throws {
    let absent = try run("none", "redis-server", "/no/such/redis.conf")
    #expect(absent == End(status: 64, message: "faulty-server: /no/such/redis.conf cannot be read\n"))
    try withConfiguration("unixsocket /no/such.sock\nport 70000\n") { path in
      let port = try run("none", "redis-server", path)
      #expect(port == End(status: 64, message: "faulty-server: \(path): port 70000 is not between 0 and 65535\n"))
    }
  }

  @Test func `without arguments the flaws are listed`() throws {
    let end = try run()
    #expect(end.status == 64)
    #expect(end.message.contains("fragmented-heap N"))
  }

  @Test func `if the server ends before it listens, the proxy ends with its status`() throws {
    try withConfiguration("unixsocket /no/such.sock\n") { path in
      let end = try run("none", "false", path)
      #expect(end == End(status: 1, message: ""))
    }
  }
}
