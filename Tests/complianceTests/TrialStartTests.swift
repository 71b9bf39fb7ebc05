import Foundation
import Processes
import TestSupport
import Testing

/// The server under test is started once before anything is built.
@Suite("Trial start", .blocking, .serialized)
struct TrialStartTests {
  // MARK: What the server refuses

  @Test func `a refused line is named by the user's file and line, in the server's words`() throws {
    try inTemporaryDirectory { directory throws in
      let path = "\(directory)/bad.conf"
      try write("maxmemory 2gb\ndir /no/such/directory\nno-such-setting 1\n", to: path)
      let message = try refusal(directory, "--redis-conf", path)
      #expect(message.hasPrefix("--redis-conf \(path): "))
      #expect(message.contains("at line 3"))
      #expect(message.contains("Bad directive"))
      // Whatever is no setting may be a password.
      #expect(!message.contains("no-such-setting"))
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

  /// As the entry point of container images does.
  @Test(.enabled(if: getuid() == 0, "drops the privileges of root"))
  func `an entry point that gives up its privileges is told who may not read what`() throws {
    try inTemporaryDirectory { directory throws in
      let server = "\(directory)/server"
      try installProgram(
        "#!/bin/sh\nexec setpriv --reuid=65534 --regid=65534 --clear-groups redis-server \"$@\"\n", at: server)
      try write("hz 10\n", to: "\(directory)/redis.conf")
      let message = try refusal(directory, "--redis-server", server, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.hasPrefix("--redis-server \(server): runs the server as another user, who may not enter "))
      #expect(message.contains(": Permission denied); run compliance as that user"))
    }
  }

  @Test func `a program that cannot run twice at the same time is told before it makes every control fail`() throws {
    try inTemporaryDirectory { directory throws in
      let server = "\(directory)/server"
      try installProgram(
        "#!/bin/sh\nexec 9>\(directory)/lock\nflock -n 9 || { echo 'another one runs'; exit 1; }\nexec redis-server \"$@\"\n",
        at: server)
      try write("hz 10\n", to: "\(directory)/redis.conf")
      let message = try refusal(directory, "--redis-server", server, "--redis-conf", "\(directory)/redis.conf")
      #expect(message.hasPrefix("--redis-server \(server): starts once, but not a second time beside the first"))
      #expect(message.hasSuffix("; another one runs"))
    }
  }

  @Test func `a password that was given and is wrong is told where the file reveals no other`() throws {
    try inTemporaryDirectory { directory throws in
      let digest = "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7"
      try write("user default on #\(digest) ~* +@all\n", to: "\(directory)/redis.conf")
      var program = try program(in: directory)
      program.environment["REDISCLI_AUTH"] = "of-another-server"
      let message = try refusal(program, ["--profile", "quick", "--redis-conf", "\(directory)/redis.conf"])
      #expect(message.contains("the default user is not let in with the password in REDISCLI_AUTH (WRONGPASS"))
      #expect(message.hasSuffix("; correct it, or name a user with --user"))
      #expect(!message.contains(digest) && !message.contains("of-another-server"))
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

  // MARK: Shapes that people run

  /// A run with this configuration, whose build would fail if it came to that.
  private func outcome(
    _ text: String, in directory: String, _ options: String..., environment: [String: String] = [:]
  ) throws -> (Program.Outcome, seconds: Double) {
    try write(text, to: "\(directory)/redis.conf")
    var program = try program(in: directory)
    program.environment.merge(environment) { $1 }
    let began = ContinuousClock.now
    let arguments = [
      "--profile", "quick", "--output", "\(directory)/report", "--redis-conf", "\(directory)/redis.conf",
    ]
    let outcome = try program.run(arguments + options)
    return (outcome, (ContinuousClock.now - began) / .seconds(1))
  }

  @Test(arguments: [
    ("slaveof 127.0.0.1 6379\nport 6379\n", "makes the server a replica of 127.0.0.1 6379"),
    ("cluster-enabled yes\n", "makes the server a node of a cluster"),
    ("port ${REDIS_PORT}\nbind ${REDIS_HOST}\nsupervised systemd\n", "at line 1 >>> 'port ${REDIS_PORT}'"),
    ("port 6379            # default port\ndaemonize no\n", "at line 1 >>> 'port 6379            # default port'"),
    ("hz 10\ndaemonize no    # docker\n", "at line 2 >>> 'daemonize no    # docker'"),
    ("hz 10\ndir /data       # the volume\n", "at line 2 >>> 'dir /data       # the volume'"),
  ])
  func `what cannot be tested is said in a line, before anything is built`(text: String, words: String) throws {
    try inTemporaryDirectory { directory throws in
      let (outcome, _) = try outcome(text, in: directory)
      #expect(outcome.status == 64)
      #expect(outcome.error.hasPrefix("compliance: --redis-conf \(directory)/redis.conf: "), "\(outcome.error)")
      #expect(outcome.error.contains(words), "\(outcome.error)")
      #expect(outcome.error.split(separator: "\n").count == 1)
    }
  }

  private static let defaultOff = """
    port 0
    tls-port 4218
    tls-cert-file /no/such/cert.pem
    tls-key-file /no/such/key.pem
    rename-command CONFIG ""
    user default off
    user limiter on +@all ~* >0123456789abcdef
    masterauth 0123456789abcdef

    """

  @Test func `a server that lets nobody in says so within seconds, and who could be named`() throws {
    try inTemporaryDirectory { directory throws in
      let (outcome, seconds) = try outcome(Self.defaultOff, in: directory)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("nobody is let in without a login (NOAUTH"), "\(outcome.error)")
      #expect(outcome.error.contains("--user") && outcome.error.contains("REDISCLI_AUTH"))
      #expect(!outcome.error.contains("0123456789") && !outcome.error.contains("limiter"))
      #expect(seconds < 20)
    }
  }

  @Test(arguments: [[:], ["REDISCLI_AUTH": "0123456789abcdef"], ["REDISCLI_AUTH": "of something else"]])
  func `a user whose password the file reveals, or the environment has, gets in`(environment: [String: String]) throws {
    try inTemporaryDirectory { directory throws in
      let (outcome, _) = try outcome(Self.defaultOff, in: directory, "--user", "limiter", environment: environment)
      #expect(outcome.status == 70, "\(outcome.error)")
    }
  }

  @Test(arguments: [("nobody", "WRONGPASS"), ("pinger", "WRONGPASS")])
  func `a user who cannot log in is told`(user: String, words: String) throws {
    try inTemporaryDirectory { directory throws in
      let text = "user default off\nuser pinger on #\(String(repeating: "0", count: 64)) +@all ~*\n"
      let (outcome, _) = try outcome(text, in: directory, "--user", user, environment: ["REDISCLI_AUTH": "hunter2"])
      #expect(outcome.status == 64)
      #expect(outcome.error.hasPrefix("compliance: --user \(user): cannot log in (\(words)"), "\(outcome.error)")
      #expect(!outcome.error.contains("hunter2"))
    }
  }

  @Test(arguments: [
    ("maxmemory 2gb\rrequirepass supersecret\rappendonly yes\n", "at line 1"),
    ("hz 10\nrequirepass aaaa\u{2028}supersecret extra\n", "at line 2"),
    ("maxmemory 2gb requirepass supersecret\n", "at line 1"), ("hz 10\nsupersecret\n", "at line 2"),
    ("user supersecret on >x +nosuchcommand\n", "nosuchcommand"),
    ("rename-command CONFIG supersecret extra\n", "at line 1"),
  ])
  func `no secret of a file that the server refuses is shown`(text: String, words: String) throws {
    try inTemporaryDirectory { directory throws in
      let (outcome, _) = try outcome(text, in: directory)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains(words), "\(outcome.error)")
      #expect(!outcome.error.contains("supersecret"), "\(outcome.error)")
    }
  }

  @Test(arguments: ["include pipe\n", "hz 10\ninclude pipe\n"])
  func `a pipe is refused, not waited for`(text: String) throws {
    try inTemporaryDirectory { directory throws in
      #expect(mkfifo("\(directory)/pipe", 0o600) == 0)
      let (outcome, _) = try outcome(text, in: directory)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("pipe: is a pipe or a socket"), "\(outcome.error)")
    }
  }

  @Test func `a sentinel's file is refused`() throws {
    try inTemporaryDirectory { directory throws in
      let (outcome, _) = try outcome("port 26379\nsentinel monitor mymaster 127.0.0.1 6379 2\n", in: directory)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("is that of a sentinel"), "\(outcome.error)")
    }
  }

  @Test(arguments: [
    ("--dir /tmp", "dir is /tmp"), ("--logfile /dev/null", "logfile is /dev/null"),
    ("--replicaof 127.0.0.1 1", "role is slave"), ("--port 0 --cluster-enabled yes", "redis_mode is cluster"),
  ])
  func `an entry point that outvotes the harness is refused`(arguments: String, words: String) throws {
    try inTemporaryDirectory { directory throws in
      let server = "\(directory)/server"
      try installProgram("#!/bin/sh\nexec redis-server \"$@\" \(arguments)\n", at: server)
      let (outcome, _) = try outcome("hz 10\n", in: directory, "--redis-server", server)
      #expect(outcome.status == 64)
      #expect(outcome.error.contains("its arguments outvote what the harness sets: \(words)"), "\(outcome.error)")
    }
  }

  @Test func `an entry point that lets the server print its log is none of those`() throws {
    try inTemporaryDirectory { directory throws in
      let server = "\(directory)/server"
      try installProgram("#!/bin/sh\nexec redis-server \"$@\" --logfile '' --pidfile ''\n", at: server)
      let (outcome, _) = try outcome("hz 10\n", in: directory, "--redis-server", server)
      #expect(outcome.status == 70, "\(outcome.error)")
    }
  }

  // MARK: What is somebody else's

  @Test func `nothing that a file names is touched`() throws {
    try inTemporaryDirectory { directory throws in
      let canaries = "\(directory)/canaries"
      try FileManager.default.createDirectory(atPath: canaries, withIntermediateDirectories: false)
      for name in ["pid", "log", "users.acl", "dump.rdb", "appendonly.aof"] {
        try write("4242", to: "\(canaries)/\(name)")
      }
      try write("user default on nopass ~* +@all\n", to: "\(canaries)/users.acl")
      let included = """
        port 6379
        daemonize yes
        supervised auto
        pidfile \(canaries)/pid
        logfile \(canaries)/log
        unixsocket \(canaries)/socket
        dir \(canaries)
        appendonly yes

        """
      try write(included, to: "\(directory)/distribution.conf")
      let before = try snapshot(of: canaries)
      let main = "include distribution.conf\naclfile users.acl\nbind 0.0.0.0\nmaxmemory 2gb\n"
      let (outcome, _) = try outcome(main, in: directory)
      #expect(outcome.status == 70, "\(outcome.error)")
      #expect(try snapshot(of: canaries) == before)
    }
  }

  @Test func `a file that is no module is not touched either`() throws {
    try inTemporaryDirectory { directory throws in
      try write("4242", to: "\(directory)/module.so")
      let (outcome, _) = try outcome("loadmodule \(directory)/module.so secret\n", in: directory)
      #expect(outcome.status == 64)
      #expect(!outcome.error.contains("secret"), "\(outcome.error)")
      #expect(try String(contentsOfFile: "\(directory)/module.so", encoding: .utf8) == "4242")
    }
  }

  /// The names in a directory with their inodes, times and contents.
  private func snapshot(of directory: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { name in
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/\(name)")
      let text = try String(contentsOfFile: "\(directory)/\(name)", encoding: .utf8)
      return "\(name) \(attributes[.systemFileNumber] ?? "") \(attributes[.modificationDate] ?? "") \(text)"
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
