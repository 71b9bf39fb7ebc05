import Foundation
import RedisConfiguration
import Testing

@Suite("Placement")
struct PlacementTests {
  private let placement = Placement(directory: "/run/mein Projekt ä", dataDirectory: "/data/1")

  private func placed(_ text: String, port: Int? = nil) throws -> ConfigurationFile {
    var placement = placement
    placement.port = port
    return try ConfigurationFile(text: text).placed(placement)
  }

  @Test func `what the harness replaces is replaced`() throws {
    let file = try placed(
      """
      port 6379
      tls-port 6380
      unixsocket /run/redis.sock
      unixsocketperm 777
      dir /var/lib/redis
      logfile /var/log/redis.log
      pidfile /run/redis.pid
      daemonize yes
      supervised systemd
      syslog-enabled yes
      """)
    let expected = [
      "port": "0", "tls-port": "0", "unixsocket": placement.socketPath, "unixsocketperm": "700", "dir": "/data/1",
      "logfile": placement.logPath, "pidfile": "", "daemonize": "no", "supervised": "no", "syslog-enabled": "no",
    ]
    #expect(Set(expected.keys) == Placement.replaced)
    for (name, value) in expected {
      #expect(file.directives.filter { $0.name == name }.map { $0.arguments.joined() } == [value], "\(name)")
    }
  }

  @Test func `everything else is left as the file has it, in its order`() throws {
    let text = "maxmemory 2gb\nsave \"\"\nmaxmemory 1gb\nbind 127.0.0.1\nrename-command FLUSHALL \"\"\n"
    let file = try placed(text)
    #expect(Array(file.directives.prefix(5)) == (try ConfigurationFile(text: text)).directives)
  }

  @Test func `a setting that not every server knows is set only if the file has it`() throws {
    let names = try placed("hz 10\n").directives.map(\.name)
    #expect(!names.contains("tls-port") && !names.contains("syslog-enabled"))
  }

  @Test func `a server listens on TCP only if it gets a port`() throws {
    #expect(try placed("port 6379\n").value(of: "port") == "0")
    #expect(try placed("port 6379\n", port: 12345).value(of: "port") == "12345")
  }

  @Test func `a path with blanks and other letters than ASCII is read back as it is`() throws {
    let file = try placed("hz 10\n")
    #expect(try ConfigurationFile(text: file.text).value(of: "unixsocket") == "/run/mein Projekt ä/redis.sock")
    // Entry points look for it with a simple pattern.
    #expect(file.text.contains("unixsocket \"/run/mein Projekt ä/redis.sock\"\n"))
  }

  @Test(arguments: ["replicaof 10.0.0.1 6379", "slaveof 10.0.0.1 6379", "REPLICAOF 10.0.0.1 6379"])
  func `a replica is refused with what to take out`(line: String) throws {
    let error = #expect(throws: ConfigurationError.self) { try placed("hz 10\n\(line)\n") }
    #expect(error?.reason.contains("a replica of 10.0.0.1 6379") == true)
  }

  @Test func `a server that is told to be no replica is none`() throws {
    #expect(try placed("replicaof no one\n").value(of: "replicaof") == "no one")
  }
}
