import Firehose
import Foundation
import Processes
import RedisConfiguration
import RedisFixture
import TestSupport
import Testing

/// Random configurations, each started by the plain server as it stands, and read by us: refused or accepted alike, and
/// every setting equal.
///
/// `MET001_DIFFERENTIAL` says how many, and `MET001_SEED` which.
@Suite("Differential", .blocking, .serialized)
struct DifferentialTests {
  private static let environment = ProcessInfo.processInfo.environment
  private static let count = environment["MET001_DIFFERENTIAL"].flatMap { Int($0) } ?? 50
  private static let seed = environment["MET001_SEED"].flatMap { UInt64($0) } ?? 1

  @Test func `what we read is what the server reads`() async throws {
    let settings = try await withRedisServer { try $0.connect().state().settings }
    try await withThrowingTaskGroup(of: [Verdict].self) { group in
      for lane in 0..<2 {
        group.addTask {
          var verdicts: [Verdict] = []
          for number in stride(from: lane, to: Self.count, by: 2) {
            verdicts.append(try await compare(RandomConfiguration(seed: Self.seed &+ UInt64(number), settings)))
          }
          return verdicts
        }
      }
      var accepted = 0
      var refused = 0
      for try await verdicts in group {
        accepted += verdicts.count { $0 == .accepted }
        refused += verdicts.count { $0 == .refused }
      }
      // Neither may be rare, or nothing was compared.
      #expect(accepted > Self.count / 5 && refused > Self.count / 20, "\(accepted) accepted, \(refused) refused")
    }
  }

  private enum Verdict { case accepted, refused, elsewhere, different }

  private func compare(_ configuration: RandomConfiguration) async throws -> Verdict {
    try await withTemporaryDirectory { try await compare(configuration, in: try realPath($0)) }
  }

  private func compare(_ configuration: RandomConfiguration, in directory: String) async throws -> Verdict {
    try configuration.write(to: directory)
    let path = "\(directory)/redis.conf"
    let file = try ConfigurationFile(path: path)
    func differ(_ what: String) -> Verdict {
      Issue.record("seed \(configuration.seed): \(what)\n\(configuration.description)")
      return .different
    }

    let plain = try PlainStart(of: file, in: directory)
    let ours: ServerState?
    var refusal = ""
    do {
      ours = try await withRedisServer(ServerConfiguration(file: file, startLimit: .seconds(20))) { server in
        var state = try server.connect().state()
        for name in server.replacedSettings { state.settings[name] = nil }
        return state
      }
    } catch let error as ServiceError {
      ours = nil
      refusal = "\(error)"
    }
    // The directories of production need not be here.
    if plain.isElsewhere { return .elsewhere }
    switch (plain.state, ours) {
    case (nil, nil): return .refused
    case (nil, _): return differ("the server refuses it, and we do not: \(plain.words)")
    case (_, nil): return differ("the server takes it, and we do not: \(refusal)")
    case (let plain?, let ours?):
      var expected = plain
      let replaced = Set(plain.settings.keys).subtracting(ours.settings.keys)
      for name in replaced { expected.settings[name] = nil }
      let drifts = ours.drift(from: expected)
      guard drifts.isEmpty else { return differ("\(drifts)") }
      let leads = try realPath(plain.settings["dir"] ?? "")
      guard leads == (try realPath(file.workingDirectory)) else {
        return differ("the server's directory is \(leads), ours \(file.workingDirectory)")
      }
      return .accepted
    }
  }
}

/// The plain server on a file as it stands, started in the file's directory.
private struct PlainStart {
  /// What it was set to; `nil` if it refused the file.
  private(set) var state: ServerState?
  /// What it said.
  let words: String

  /// Whether it did not find the directory to which a `dir` of the file leads.
  var isElsewhere: Bool {
    words.contains(/>>> '\s*dir .*'\s+No such file or directory/.ignoresCase())
  }

  init(of file: ConfigurationFile, in directory: String) throws {
    let output = "\(directory)/output"
    let target = PlainTarget(socket: "\(directory)/s", file: file)
    let service = Service(
      "redis-server", ["redis.conf"], directory: directory, output: .file(output),
      readiness: Readiness(within: .seconds(20)) {
        guard let reply = try? target.connect(timeout: .seconds(5)).send(["PING"]) else { return .notYet("no answer") }
        // Whoever is let in by nobody has been read all the same.
        if case .error(let text) = reply, !text.hasPrefix("NOAUTH") { return .notYet(text) }
        return .ready
      }, teardown: .killing)
    do {
      let process = try service.start()
      defer { process.tearDown() }
      state = try target.connect(timeout: .seconds(5)).state()
    } catch ServiceError.exitedAtStart {
      state = nil
    }
    words = text(ofFile: output)
  }
}

private struct PlainTarget: RedisTarget {
  let socket: String
  let file: ConfigurationFile

  var endpoint: Endpoint { .unixSocket(path: socket) }

  func connect(timeout: Duration) throws -> RedisConnection {
    try RedisConnection(to: endpoint, timeout: timeout, as: Login(file: file))
  }
}

/// A tree of files that a server may read, or refuse.
private struct RandomConfiguration: CustomStringConvertible {
  let seed: UInt64
  private var random: SplitMix64
  private let settings: [(name: String, value: String)]
  private var files: [(name: String, bytes: [UInt8])] = []

  /// What acts on somebody else, or what a test cannot have twice.
  private static let untouched: Set = [
    "port", "tls-port", "tls-cluster", "tls-replication", "bind", "unixsocket", "unixsocketperm", "daemonize",
    "supervised",
    "pidfile", "logfile", "dir", "replicaof", "slaveof", "cluster-enabled", "aclfile", "syslog-enabled", "requirepass",
    "loadmodule", "cluster-config-file", "oom-score-adj", "enable-debug-command", "maxclients", "user",
    // These need the rights of root, or another state than a fresh one.
    "server_cpulist", "bio_cpulist", "aof_rewrite_cpulist", "bgsave_cpulist", "disable-thp", "io-threads",
  ]

  init(seed: UInt64, _ settings: [String: String]) {
    self.seed = seed
    self.settings = settings.filter { !Self.untouched.contains($0.key) }.sorted { $0.key < $1.key }.map { ($0, $1) }
    random = SplitMix64(state: seed)
    for name in ["a/1.conf", "a/2.conf", "b/3.conf", "x.conf", "a/x.conf", "b/x.conf"] {
      files.append((name, text(lines: below(4), includes: false)))
    }
    // The last line of a file that others follow may lack its end.
    if below(3) == 0, files[0].bytes.last == 0x0a { files[0].bytes.removeLast() }
    files.append(("redis.conf", text(lines: 3 + below(12), includes: true) + Array("\nport 0\nunixsocket ".utf8)))
  }

  func write(to directory: String) throws {
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(atPath: "\(directory)/\(name)", withIntermediateDirectories: false)
    }
    for file in files {
      let end = file.name == "redis.conf" ? Array("\(directory)/s\n".utf8) : []
      try Data(file.bytes + end).write(to: URL(filePath: "\(directory)/\(file.name)"))
    }
  }

  var description: String {
    files.filter { !$0.bytes.isEmpty }.map { "--- \($0.name)\n\(String(decoding: $0.bytes, as: UTF8.self))" }
      .joined(separator: "\n")
  }

  // MARK: Chance

  private mutating func below(_ limit: Int) -> Int { Int(random.next() % UInt64(limit)) }
  private mutating func oneOf<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  private mutating func text(lines: Int, includes: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for _ in 0..<lines { bytes += line(includes: includes) + [0x0a] }
    return bytes
  }

  private mutating func line(includes: Bool) -> [UInt8] {
    switch below(40) {
    case 0:
      return Array(
        "# \(oneOf(["a comment", "x\u{2028}hz 11", "y\u{85}hz 12", "z\u{0b}hz 13", "\u{0c}hz 14", "\rhz 15"]))".utf8)
    case 1: return Array(oneOf(["", "   ", "\t", "\r", " \t#x", "\u{0b}", "\u{0c}# x"]).utf8)
    case 2: return Array("hz 1".utf8) + [0] + Array("7 trailing".utf8)
    case 3: return Array("masterauth ".utf8) + [0x22, 0xff, 0xfe, 0x22]
    case 4 where below(4) == 0: return Array(oneOf(refused).utf8)
    case 5:
      return Array(oneOf(["rename-command FLUSHALL x1", "rename-command DEBUG \"\"", "RENAME-COMMAND keys kk"]).utf8)
    case 6:
      return Array(oneOf(["user alice on >secret ~* +@all", "user bob off", "USER carol on nopass +get ~a*"]).utf8)
    case 7, 8, 9:
      guard includes else { return [] }
      return Array(
        "\(cased("include")) \(oneOf(["x.conf", "\"x.conf\"", "a/*.conf", "a/1.conf", "*/3.conf", "none*.conf", "'x.conf'", "?.conf"]))"
          .utf8)
    case 10 where below(6) == 0: return Array("include none.conf".utf8)
    case 11, 12: return Array("\(cased("dir")) \(oneOf(["a", "b", "..", ".", "\"b\"", "./a/..", "'a'"]))".utf8)
    case 13:
      return Array(
        oneOf([
          "save 900 1", "save \"\"", "save 300 10 60 100", "client-output-buffer-limit slave 1mb 2mb 3",
          "client-output-buffer-limit pubsub 1mb 1mb 1", "slave-read-only no", "maxmemory 5k", "maxmemory 1GB",
          "maxmemory 12b", "notify-keyspace-events Ex", "notify-keyspace-events KEA",
        ]).utf8)
    default: return setting()
    }
  }

  private var refused: [String] {
    [
      "no-such-setting 1", "maxmemory lots", "hz", "hz 10 11", "masterauth \"a", "masterauth 'a'b", "databases 0",
      "dir",
      "dir a b", "dir none", "appendonly maybe", "save 1", "rename-command nothing x", "include a b", "user",
      "logfile a b",
      "timeout 1 # seconds", "maxmemory-policy lru", "appendfsync sometimes",
    ]
  }

  private mutating func cased(_ name: String) -> String {
    switch below(4) {
    case 0: name.uppercased()
    case 1: String(name.enumerated().map { $0.offset % 2 == 0 ? Character($0.element.uppercased()) : $0.element })
    default: name
    }
  }

  /// A setting with the value that it has anyway, or a number near it, written in one of many ways.
  private mutating func setting() -> [UInt8] {
    let (name, value) = oneOf(settings)
    var words = value.split(separator: " ").map(String.init)
    if words.isEmpty { words = [""] }
    if words.count == 1, let number = Int(words[0]), below(2) == 0 { words[0] = "\(number + below(3))" }
    if ["yes", "no"].contains(words[0]) { words[0] = cased(oneOf(["yes", "no"])) }
    let blanks = [" ", "  ", "\t", " \t ", " \u{0b}", " \u{0c} "]
    var line = oneOf(["", "", " ", "\t"]) + cased(name)
    for word in words { line += oneOf(blanks) + quoted(word) }
    return Array((line + oneOf(["", "", " ", "\t", "\r", " \u{0b}"])).utf8)
  }

  private mutating func quoted(_ word: String) -> String {
    switch below(6) {
    case 0: return "\"\(word)\""
    case 1: return "'\(word)'"
    case 2: return "\"\(word.utf8.map { String(format: "\\x%02x", Int($0)) }.joined())\""
    case 3 where word.count > 1: return "\(word.prefix(1))\"\(word.dropFirst())\""
    default: return word.isEmpty ? "\"\"" : word
    }
  }
}
