import Foundation
import RedisConfiguration
import Testing

@Suite("Placement")
struct PlacementTests {
  private let placement = Placement(directory: "/run/mein Projekt ä", dataDirectory: "/data/1")

  private func placed(_ text: String, port: Int? = nil, addresses: [String]? = nil) throws -> ConfigurationFile {
    var placement = placement
    placement.port = port
    placement.addresses = addresses
    return try ConfigurationFile(text: text, directory: "/etc/redis").placed(placement)
  }

  @Test func `what the harness replaces wins, and each line of the file is still there to be checked`() throws {
    let text = """
      port 6379
      tls-port 6380
      tls-replication yes
      tls-cluster yes
      unixsocket /run/redis.sock
      unixsocketperm 777
      pidfile /run/redis.pid
      daemonize yes
      supervised systemd
      syslog-enabled yes

      """
    let file = try placed(text)
    #expect(file.text.hasPrefix(text))
    let expected = [
      "port": "0", "tls-port": "0", "tls-replication": "no", "tls-cluster": "no", "unixsocket": placement.socketPath,
      "unixsocketperm": "700", "dir": "/data/1", "logfile": placement.logPath,
      "pidfile": "/run/mein Projekt ä/redis.pid", "daemonize": "no",
      "supervised": "no", "syslog-enabled": "no",
    ]
    for (name, value) in expected { #expect(file.value(of: name) == value, "\(name)") }
    #expect(Set(placement.replaced(in: try ConfigurationFile(text: text))) == Set(expected.keys))
  }

  @Test func `what takes effect where it stands leads to the harness' own places there`() throws {
    let file = try placed("dir /var/lib/redis\nhz 10\nlogfile /var/log/redis.log\n")
    #expect(file.directives.prefix(3).map(\.line) == ["dir /data/1", "hz 10", "logfile \"\(placement.logPath)\""])
  }

  @Test(arguments: ["dir /data # the volume", "dir", "logfile a b", "dir \"\"", "logfile \"\""])
  func `a form that the server refuses, or that opens nothing, is left as it is`(line: String) throws {
    #expect(try placed("\(line)\n").directives.first?.line == line)
  }

  @Test func `everything else is left as the file has it, in its order`() throws {
    let text = "maxmemory 2gb\nsave \"\"\nmaxmemory  1GB\nbind 127.0.0.1\nrename-command FLUSHALL \"\"\n"
    #expect(try placed(text).text.hasPrefix(text))
  }

  @Test func `a setting that not every server knows is set only if the file has it`() throws {
    let names = try placed("hz 10\n").directives.map(\.name)
    #expect(!names.contains("tls-port") && !names.contains("syslog-enabled"))
  }

  @Test func `a server listens on TCP only if it gets a port, and then where it is told`() throws {
    #expect(try placed("port 6379\nbind 10.0.0.1\n").value(of: "port") == "0")
    #expect(try placed("port 6379\nbind 10.0.0.1\n").value(of: "bind") == "10.0.0.1")
    let listening = try placed("port 6379\nbind 10.0.0.1\n", port: 12345, addresses: ["127.0.0.1", "-::1"])
    #expect(listening.value(of: "port") == "12345")
    #expect(listening.value(of: "bind") == "127.0.0.1 -::1")
  }

  @Test func `a path with blanks and other letters than ASCII is read back as it is`() throws {
    let file = try placed("hz 10\n")
    #expect(try ConfigurationFile(text: file.text).value(of: "unixsocket") == "/run/mein Projekt ä/redis.sock")
    // Entry points look for it with a simple pattern.
    #expect(file.text.contains("unixsocket \"/run/mein Projekt ä/redis.sock\"\n"))
  }

  @Test func `paths of files that the server reads are relative to the last dir, as the server takes them`() throws {
    let text =
      "aclfile users.acl\nloadmodule lib/a.so one two\naclfile \"\"\ndir /var/lib/redis\ntls-cert-file /a.pem\n"
    #expect(
      try placed(text).directives.prefix(5).map(\.line) == [
        "aclfile /var/lib/redis/users.acl", "loadmodule /var/lib/redis/lib/a.so one two", "aclfile \"\"", "dir /data/1",
        "tls-cert-file /a.pem",
      ])
  }

  @Test func `a configuration with absolute paths means the same wherever it is`() throws {
    let file = try ConfigurationFile(text: "dir data\naclfile users.acl\nhz 10\n", directory: "/etc/redis")
    #expect(file.withAbsolutePaths.text == "dir /etc/redis/data\naclfile /etc/redis/data/users.acl\nhz 10\n")
  }

  // MARK: What cannot be tested

  @Test(arguments: [
    "replicaof 10.0.0.1 6379", "slaveof 10.0.0.1 6379", "REPLICAOF 10.0.0.1 6379", "replicaof \"10.0.0.1 6379\"",
    "replicaof no one\nslaveof 10.0.0.1 6379",
  ])
  func `a replica is named with what to take out`(lines: String) throws {
    let obstacle = try ConfigurationFile(text: "hz 10\n\(lines)\n").obstacle
    #expect(obstacle?.reason.contains("a replica of 10.0.0.1 6379") == true)
  }

  @Test func `a node of a cluster is named with what to take out`() throws {
    let obstacle = try ConfigurationFile(text: "cluster-enabled YES\n").obstacle
    #expect(obstacle?.reason.contains("take out 'cluster-enabled'") == true)
  }

  @Test(arguments: [
    "replicaof no one", "replicaof NO ONE", "replicaof \"no one\"", "replicaof 10.0.0.1 6379\nslaveof no one",
    "cluster-enabled no", "cluster-enabled yes\ncluster-enabled no", "hz 10",
  ])
  func `a server that is none is none`(lines: String) throws {
    #expect(try ConfigurationFile(text: "\(lines)\n").obstacle == nil)
  }
}
