import Foundation
import Processes
import TestSupport
import Testing

/// The server under test is started once before anything is built.
@Suite("Trial start", .serialized)
struct TrialStartTests {
  // MARK: What the server refuses

  @Test func `a refused line is named by the user's file and line, in the server's words`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/bad.conf"
      try write("maxmemory 2gb\ndir /no/such/directory\nno-such-setting 1\n", to: path)
      let message = try refusal(directory, "--redis-conf", path)
      #expect(message.hasPrefix("--redis-conf \(path): "))
      #expect(message.contains("at line 3"))
      #expect(message.contains("no-such-setting 1"))
      #expect(message.contains("Bad directive"))
    }
  }

  @Test func `a refused line of an included file is named by that file`() throws {
    try inTemporaryDirectory { directory throws in
      try write("# ours\n\ninclude \"\(directory)/more of it.conf\"\nhz 50\n", to: "\(directory)/redis.conf")
      try write("hz 20\nmaxmemory lots\n", to: "\(directory)/more of it.conf")
      let message = try refusal(directory, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.hasPrefix("--redis-conf \(directory)/more of it.conf: "))
      #expect(message.contains("at line 2"))
      #expect(message.contains("maxmemory lots"))
    }
  }

  @Test(arguments: [
    "requirepass hunter2 hunter2", "masterauth hunter2 hunter2", "RequirePass 'hunter2' more",
    "user default >hunter2 on hunter2 ~*", "user alice on hunter2", "tls-key-file-pass hunter2 hunter2",
  ])
  func `a secret in a refused line is not shown`(line: String) throws {
    try inTemporaryDirectory { directory throws in
      try write("hz 10\n\(line)\n", to: "\(directory)/redis.conf")
      let message = try refusal(directory, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.hasPrefix("--redis-conf \(directory)/redis.conf: "))
      #expect(message.contains("at line 2"))
      #expect(message.contains("(redacted)"))
      #expect(!message.contains("hunter2"))
    }
  }

  @Test func `a server that gives up later is quoted from its log, without warnings and secrets`() throws {
    try inTemporaryDirectory { directory throws in
      try write("user default on >hunter2 ~* +@nothing\n", to: "\(directory)/redis.conf")
      let message = try refusal(directory, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.contains(" does not start on \(directory)/redis.conf (exited with status 1): "))
      #expect(message.contains("'+@nothing'") && !message.contains("hunter") && !message.contains("WARNING"))
    }
  }

  @Test func `an argument that the entry point adds is no line of the file`() throws {
    try inTemporaryDirectory { directory throws in
      let server = "\(directory)/server"
      try installProgram("#!/bin/sh\nexec redis-server \"$@\" --requirepass 'hunter2' x --hz 10\n", at: server)
      try write("hz 10\n", to: "\(directory)/redis.conf")
      let message = try refusal(directory, "--redis-server", server, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.hasPrefix("--redis-server \(server): refuses a setting that is not in \(directory)/redis.conf: "))
      #expect(!message.contains("hunter2") && !message.contains("at line"))
    }
  }

  @Test func `a server that asks for a password has answered`() throws {
    try inTemporaryDirectory { directory throws in
      try write("requirepass hunter2\n", to: "\(directory)/redis.conf")
      let outcome = try program(in: directory).run(
        "--profile", "quick", "--output", "\(directory)/report", "--redis-conf", "\(directory)/redis.conf")
      #expect(outcome.status == 70)
      #expect(outcome.error == "compliance: the tests cannot be built (exited 1):\nerror: no compiler\n")
      #expect(!outcome.output.contains("hunter2"))
    }
  }

  // MARK: What an entry point leaves behind

  /// A stand-in for `swift` whose build fails, so that nothing comes after the trial.
  private func program(in directory: String) throws -> Program {
    try FileManager.default.createDirectory(atPath: "\(directory)/bin", withIntermediateDirectories: true)
    try installProgram("#!/bin/sh\necho error: no compiler\nexit 1\n", at: "\(directory)/bin/swift")
    var program = Program(in: directory)
    program.environment = [
      "PATH": "\(directory)/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
      "CHILD": "\(directory)/child",
    ]
    return program
  }

  @Test(arguments: [
    "sh -c '\(child)' &",
    "setsid sh -c '\(child)' &",
    "(setsid sh -c 'cd /; \(child)' </dev/null &)",
  ])
  func `a program that the entry point leaves in the background is not waited for, and ended`(start: String) throws {
    try inTemporaryDirectory { directory throws in
      let program = try program(in: directory)
      let server = "\(directory)/server"
      let wait = "while [ ! -e \"$CHILD\" ]; do sleep 0.01; done"
      for end in ["exec redis-server \"$@\"", "echo no luck; exit 3"] {
        try installProgram("#!/bin/sh\n\(start)\n\(wait)\n\(end)\n", at: server)
        let process = try program.start([
          "--profile", "quick", "--output", "\(directory)/report", "--redis-server", server,
        ])
        #expect(process.waitForEnd(within: .seconds(60)))
        process.killGroup()
        let outcome = program.outcome(of: process)
        #expect(outcome.status == (end.hasPrefix("exec") ? 70 : 64), "\(outcome.error)")
        let child = try #require(
          pid_t(try String(contentsOfFile: "\(directory)/child", encoding: .utf8).trimmingCharacters(in: .newlines)))
        #expect(kill(child, 0) == -1)
        try FileManager.default.removeItem(atPath: "\(directory)/child")
        #expect(try !FileManager.default.contentsOfDirectory(atPath: directory).contains { $0.hasPrefix("met001-") })
      }
    }
  }

  /// Says who it is, and then does nothing for long.
  private static let child = "echo $$ >\"$CHILD.new\"; mv \"$CHILD.new\" \"$CHILD\"; exec sleep 600"
}
