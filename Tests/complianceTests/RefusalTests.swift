import Foundation
import MET001
import Processes
import TestSupport
import Testing

/// What whoever starts a run has to correct is said in one line, before anything is done.
@Suite("Refusals of the program", .blocking, .serialized)
struct RefusalTests {
  @Test func `an option or a command that is unknown`() throws {
    try inTemporaryDirectory { directory throws in
      #expect(
        try refusal(directory, "--nonsense") == "unknown option '--nonsense'; compliance --help lists the options")
      #expect(
        try refusal(directory, "nonsense") == "unknown command 'nonsense'; compliance --help lists the commands")
    }
  }

  @Test func `a filter that matches nothing, or is no expression`() throws {
    try inTemporaryDirectory { directory throws in
      #expect(
        try refusal(directory, "--filter", "XYZ")
          == "--filter 'XYZ' matches no control; compliance list shows them")
      #expect(try refusal(directory, "--filter", "(").contains("is not a regular expression"))
    }
  }

  @Test(arguments: [
    ("quick", "90m", "5,400 s: goes with the profile soak"), ("full", "1h", "3,600 s: goes with the profile soak"),
    ("soak", "59", "59 s: is less than the 60 s of the profile full"),
  ])
  func `a duration that no control of the profile can have`(profile: String, duration: String, problem: String) throws {
    try inTemporaryDirectory { directory throws in
      for command in ["run", "prove"] {
        let arguments = [command, "--profile", profile, "--duration", duration]
        #expect(try refusal(Program(in: directory), arguments) == "--duration \(problem)")
      }
    }
  }

  @Test(arguments: [
    ("redi://cache", "redi://cache: does not begin with redis://, rediss:// or unix:; it is as redis://user@host:6379"),
    ("redis://:hunter22@cache:0", "redis://…@cache:0: has no port from 1 to 65535; it is as redis://user@host:6379"),
    ("redis://127.0.0.1:1", "redis://127.0.0.1:1: cannot be reached (Connection refused)"),
    ("unix:/no/such.sock", "unix:/no/such.sock: cannot be reached (No such file or directory)"),
  ])
  func `a target that is no server`(url: String, problem: String) throws {
    try inTemporaryDirectory { directory throws in
      #expect(try refusal(directory, "--target", url) == "--target \(problem)")
    }
  }

  @Test func `what starts a server goes without a target, and so do controls that do more than read`() throws {
    try inTemporaryDirectory { directory throws in
      let url = "redis://127.0.0.1:1"
      #expect(
        try refusal(directory, "--target", url, "--redis-server", "valkey-server").hasPrefix(
          "--target looks at a server that runs already; leave out"))
      #expect(try refusal(directory, "--target", url, "--filter", "DUR").contains("none only reads"))
      #expect(
        try refusal(directory, "--target", url, "--cacert", "/no/such") == "--cacert /no/such: there is no such file")
    }
  }

  @Test func `a reference that is no report`() throws {
    try inTemporaryDirectory { directory throws in
      let problem = try refusal(Program(in: directory), ["prove", "--reference", directory])
      #expect(problem == "\(directory): holds no evidence of a run (evidence/run.json)")
    }
  }

  @Test func `a configuration that is missing or a directory`() throws {
    try inTemporaryDirectory { directory throws in
      #expect(
        try refusal(directory, "--redis-conf", "/no/such/redis.conf")
          == "--redis-conf /no/such/redis.conf: there is no such file")
      #expect(try refusal(directory, "--redis-conf", directory) == "--redis-conf \(directory): is a directory")
    }
  }

  @Test(arguments: [
    ("--acl", "line 1 does not begin with 'user NAME'"), ("--unit", "has no ExecStart"),
    ("--sysctl", "makes no setting"), ("--attestations", "is not JSON"), ("--procedure", "has no commands"),
  ])
  func `a file of a deployment that is missing, or something else`(option: String, problem: String) throws {
    try inTemporaryDirectory { directory throws in
      #expect(try refusal(directory, option, "/no/such/file") == "\(option) /no/such/file: there is no such file")
      let file = "\(directory)/file"
      try write("Something else.\n", to: file)
      let refusal = try refusal(directory, option, file)
      #expect(refusal.hasPrefix("\(option) \(file): ") && refusal.contains(problem), "\(refusal)")
    }
  }

  @Test func `a server that is missing, not executable, or ends at once`() throws {
    try inTemporaryDirectory { directory throws in
      #expect(
        try refusal(directory, "--redis-server", "/no/such/server")
          == "--redis-server /no/such/server: there is no such program")
      let plain = "\(directory)/plain"
      try write("not a program", to: plain)
      #expect(
        try refusal(directory, "--redis-server", plain) == "--redis-server \(plain): is not an executable file")
      let script = "\(directory)/script"
      try installProgram("#!/bin/sh\necho out of luck\nexit 3\n", at: script)
      let ended = try refusal(directory, "--redis-server", script)
      #expect(ended.contains("\(script) does not start on "))
      #expect(ended.hasSuffix(": out of luck"))
      try installProgram("#!/bin/sh\n", at: script)
      #expect(try refusal(directory, "--redis-server", script).hasSuffix(": it printed nothing"))
    }
  }

  @Test func `no server in PATH`() throws {
    try inTemporaryDirectory { directory throws in
      var program = Program(in: directory)
      program.environment["PATH"] = directory
      #expect(
        try refusal(program, ["--output", "\(directory)/report"])
          == "no redis-server in PATH: apt-get install redis-server, or name one with --redis-server")
    }
  }

  @Test func `a shell that lets nobody open as many files as there are clients`() throws {
    try inTemporaryDirectory { directory throws in
      var program = Program(in: directory)
      // Root may raise a hard limit, unless it lacks the capability.
      let plain = geteuid() == 0 ? ["setpriv", "--bounding-set=-sys_resource"] : []
      program.launcher = plain + ["prlimit", "--nofile=512:512"]
      #expect(
        try refusal(program, ["--profile", "quick", "--output", "\(directory)/report"])
          == "this shell lets a process open 512 files, and 1000 clients need 1288: raise its hard limit "
          + "(ulimit -Hn 1288, as root; LimitNOFILE of a service)")
    }
  }

  // MARK: Specification

  private func specification(in directory: String, _ change: (inout [String: Any]) throws -> Void) throws -> String {
    var object = try #require(
      try JSONSerialization.jsonObject(with: try SpecificationFile(shipped: "met-001").data) as? [String: Any])
    try change(&object)
    let path = "\(directory)/specification.json"
    try JSONSerialization.data(withJSONObject: object).write(to: URL(filePath: path))
    return path
  }

  @Test func `a specification with a measure that nothing records`() throws {
    try inTemporaryDirectory { directory throws in
      let path = try specification(in: directory) { object in
        var controls = try #require(object["controls"] as? [[String: Any]])
        var measures = try #require(controls[1]["measures"] as? [[String: Any]])
        measures[0]["name"] = "nonsense"
        controls[1]["measures"] = measures
        controls[1]["headline"] = ["measure": "nonsense"]
        object["controls"] = controls
      }
      let message = try refusal(directory, "--specification", path)
      #expect(message.hasPrefix("specification \(path): controls[1].measures[0].name: unknown measure 'nonsense'"))
    }
  }

  @Test func `a specification that extends another and takes out what is not there`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/layer.json"
      try write(#"{"extends": "met-001", "without": ["CAP-99"]}"#, to: path)
      #expect(
        try refusal(directory, "--specification", path)
          == "specification \(path): without[0]: no control 'CAP-99' in met-001")
    }
  }

  @Test func `a specification with an id twice`() throws {
    try inTemporaryDirectory { directory throws in
      let path = try specification(in: directory) { object in
        var controls = try #require(object["controls"] as? [[String: Any]])
        controls[1]["id"] = controls[0]["id"]
        object["controls"] = controls
      }
      #expect(
        try refusal(directory, "--specification", path)
          == "specification \(path): controls[1].id: duplicate '\(try Specification.met001().controls[0].id)'")
    }
  }

  @Test func `a specification with a wrong type, that is no JSON, or that is missing`() throws {
    try inTemporaryDirectory { directory throws in
      let path = try specification(in: directory) { $0["version"] = 5 }
      #expect(try refusal(directory, "--specification", path).hasPrefix("specification \(path): version: "))
      try write("{", to: path)
      #expect(try refusal(directory, "--specification", path) == "specification \(path): is not JSON")
      let shipped = "is no file, and none of the shipped specifications met-001, met-001-retention"
      #expect(
        try refusal(directory, "--specification", "/no/such.json") == "specification /no/such.json: \(shipped)")
      #expect(try refusal(directory, "--specification", "met-002") == "specification met-002: \(shipped)")
    }
  }

  // MARK: Output

  @Test func `an output that is a file`() throws {
    try inTemporaryDirectory { directory throws in
      try write("mine", to: "\(directory)/report")
      #expect(try refusal(directory) == "--output \(directory)/report: is a file")
      #expect(try String(contentsOfFile: "\(directory)/report", encoding: .utf8) == "mine")
    }
  }

  @Test func `an output that holds something else stays as it is`() throws {
    try inTemporaryDirectory { directory throws in
      try FileManager.default.createDirectory(atPath: "\(directory)/report", withIntermediateDirectories: false)
      try write("mine", to: "\(directory)/report/thesis.txt")
      #expect(
        try refusal(directory)
          == "--output \(directory)/report: holds something else than a report; name another or an empty directory")
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/report") == ["thesis.txt"])
      #expect(try String(contentsOfFile: "\(directory)/report/thesis.txt", encoding: .utf8) == "mine")
    }
  }

  @Test func `an output beside which something else stands in the way stays as it is`() throws {
    try inTemporaryDirectory { directory throws in
      try FileManager.default.createDirectory(
        atPath: "\(directory)/report.partial", withIntermediateDirectories: false)
      try write("mine", to: "\(directory)/report.partial/thesis.txt")
      let outcome = try Program(in: directory).run("--profile", "quick", "--output", "\(directory)/report")
      #expect(outcome.status == 64)
      #expect(
        outcome.error
          == "compliance: --output \(directory)/report: \(directory)/report.partial is in the way; "
          + "move it, or name another directory\n")
      #expect(FileManager.default.fileExists(atPath: "\(directory)/report.partial/thesis.txt"))
    }
  }

  @Test(arguments: ["/proc/nowhere/report", "/dev/null/report"])
  func `an output that cannot be made`(output: String) throws {
    try inTemporaryDirectory { directory throws in
      let message = try refusal(directory, "--output", output)
      #expect(message.hasPrefix("--output \(output): cannot be written ("))
      #expect(message.hasSuffix("; name another directory"))
      #expect(!message.contains("Success"))
    }
  }

  // MARK: Scratch directory

  @Test(arguments: [("run", 51), ("prove", 44)])
  func `a scratch directory whose path is too long for a socket`(command: String, length: Int) throws {
    try inTemporaryDirectory { directory throws in
      var program = Program(in: directory)
      let path = "\(directory)/" + String(repeating: "x", count: length - directory.utf8.count - 1)
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      program.environment["MET001_SCRATCH"] = path
      let message = try refusal(program, [command, "--profile", "quick", "--output", "\(directory)/report"])
      #expect(
        message.hasPrefix(
          "cannot make Unix sockets below the scratch directory \(path): the path is \(length) bytes long"))
      #expect(message.contains("only \(length - 1) leave room") && message.contains("107 bytes in all"))
      #expect(message.hasSuffix("choose a shorter path with --scratch or MET001_SCRATCH"))
    }
  }

  @Test(arguments: [("a[1]", "programs take *, ? and [ for a pattern"), ("ä", "swift crashes")])
  func `a scratch directory that programs cannot use`(name: String, problem: String) throws {
    try inTemporaryDirectory { directory throws in
      var program = Program(in: directory)
      program.environment["MET001_SCRATCH"] = "\(directory)/\(name)"
      let message = try refusal(program, ["--profile", "quick", "--output", "\(directory)/report"])
      #expect(message.hasPrefix("cannot use the scratch directory \(directory)/\(name): \(problem)"))
    }
  }

  @Test func `a scratch directory that cannot be written`() throws {
    try inTemporaryDirectory { directory throws in
      var program = Program(in: directory)
      program.environment["MET001_SCRATCH"] = "/no/such"
      let message = try refusal(program, ["--profile", "quick", "--output", "\(directory)/report"])
      #expect(message.hasPrefix("cannot make a directory in /no/such: "))
      #expect(message.hasSuffix("choose another with --scratch or MET001_SCRATCH"))
    }
  }

  // MARK: Resources

  /// Whether this process may mount a file system of memory.
  private static let canMount =
    geteuid() == 0
    && (try? inTemporaryDirectory { directory throws in
      guard try Service("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", directory]).run().succeeded else {
        return false
      }
      return try Service("umount", [directory]).run().succeeded
    }) == true

  @Test(.enabled(if: canMount, "needs root and the right to mount"), arguments: ["quick", "full"])
  func `too little memory or disk for the profile`(profile: String) throws {
    try inTemporaryDirectory { directory throws in
      #expect(try Service("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", directory]).run().succeeded)
      defer { _ = try? Service("umount", [directory]).run() }
      let message = try refusal(
        Program(in: directory), ["--profile", profile, "--output", "\(directory)/report"])
      #expect(message.hasPrefix("the \(profile) profile needs "))
      #expect(message.contains("free disk in \(directory)/") || message.contains("free memory"))
      #expect(message.contains("free some"))
    }
  }

  // MARK: Render

  @Test func `a directory that holds no report`() throws {
    try inTemporaryDirectory { directory throws in
      let program = Program(in: directory)
      #expect(
        try refusal(program, ["render", directory])
          == "\(directory): holds no evidence of a run (evidence/run.json)")
      #expect(try refusal(program, ["render", "/no/such"]).hasPrefix("/no/such: holds no evidence"))
    }
  }
}
