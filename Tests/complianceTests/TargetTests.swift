import Foundation
import Processes
import TestSupport
import Testing

/// What answers at an address is asked before anything else is done.
@Suite("Targets of the program", .blocking, .serialized)
struct TargetTests {
  /// What is said of a target at which a program answers.
  private func refusal(at port: Int, of server: Service, path: String = "", in directory: String) throws -> String {
    let process = try server.start()
    defer { process.tearDown() }
    return try complianceTests.refusal(directory, "--target", "redis://\(path)127.0.0.1:\(port)")
  }

  private func freePort() throws -> Int {
    let script = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    return try #require(Int(Service("python3", ["-c", script]).require().trimmingCharacters(in: .newlines)))
  }

  /// A server of TCP that says this to everybody, once it was said something; nothing if that is empty.
  private func speaker(_ words: String, port: Int) -> Service {
    let script = """
      import socket, sys
      s = socket.create_server(("127.0.0.1", int(sys.argv[1])))
      held = []
      while True:
        c, _ = s.accept()
        held.append(c)
        if sys.argv[2]:
          c.recv(4096)
          c.sendall(sys.argv[2].encode())
      """
    return Service(
      "python3", ["-c", script, "\(port)", words],
      readiness: Readiness(within: .seconds(10)) {
        try Service("ss", ["-Hltn", "sport = :\(port)"]).require().isEmpty ? .notYet("no socket") : .ready
      }, teardown: .killing)
  }

  @Test(arguments: [
    ("HTTP/1.1 400 Bad Request\r\n\r\n", "does not speak Redis"), ("", "gives no answer within 4 s"),
    ("-NOAUTH Authentication required.\r\n", "wants a login"),
    ("-NOPERM this user has no permissions to run the 'info' command\r\n", "does not let this user look"),
    ("-DENIED Redis is running in protected mode\r\n", "refuses: DENIED"), ("$2\r\nok\r\n", "it is no Redis"),
  ])
  func `What is no Redis, or lets nobody look, is said`(words: String, problem: String) throws {
    try inTemporaryDirectory { directory throws in
      let port = try freePort()
      let said = try refusal(at: port, of: speaker(words, port: port), in: directory)
      #expect(said.hasPrefix("--target redis://127.0.0.1:\(port): "))
      #expect(said.contains(problem), "\(said)")
    }
  }

  @Test func `A replica is told of its master, and a wrong password is shown nowhere`() throws {
    try inTemporaryDirectory { directory throws in
      let port = try freePort()
      func server(_ more: String...) -> Service {
        Service(
          "redis-server", ["--port", "\(port)", "--save", "", "--dir", directory] + more,
          readiness: Readiness(within: .seconds(10)) {
            try Service("redis-cli", ["-p", "\(port)", "PING"]).run().output.isEmpty ? .notYet("no answer") : .ready
          })
      }
      let replica = try refusal(at: port, of: server("--replicaof", "127.0.0.1", "1"), in: directory)
      #expect(replica.hasSuffix("is a replica; name its master, 127.0.0.1:1, or a Sentinel that watches both"))
      let login = try refusal(
        at: port, of: server("--requirepass", "correct-horse"), path: "joe:hunter22@", in: directory)
      #expect(login.contains("does not let us in (WRONGPASS") && !login.contains("hunter22"))
    }
  }
}
