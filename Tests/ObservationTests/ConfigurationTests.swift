import Host
import MET001Testing
import RedisFixture
import Scenarios
import Testing

@Suite("Configuration of a running server", .observation, .tags(.configuration))
struct ConfigurationTests {
  @Test(.tags(.must)) func `CFG-01 maxmemory is the limit asked for`() async throws {
    try await observing { server in
      evidence.record(.maxmemoryInForce, try server.info.integer("maxmemory"))
      evidence.conclude(.memory, of: server)
      try evidence.recordSettings(of: server)
    }
  }

  @Test(.tags(.must)) func `CFG-02 eviction policy and its precision`() async throws {
    try await observing { server in
      evidence.record(.maxmemoryPolicyInForce, server.info["maxmemory_policy"] ?? "unknown")
      evidence.conclude(.eviction, of: server)
      try evidence.recordSettings(of: server)
    }
  }

  @Test(.tags(.must)) func `CFG-03 append-only file, synced every second`() async throws {
    try await observing { server in
      evidence.record(.aofEnabled, try server.info.integer("aof_enabled"))
      evidence.record(.aofLastWriteStatus, server.info["aof_last_write_status"] ?? "none")
      for violation in ServerHealth(server).violations { evidence.violate(violation) }
      evidence.conclude(.persistence, of: server)
      try evidence.recordSettings(of: server)
    }
  }

  @Test(.tags(.must)) func `CFG-04 append-only file, safe settings`() async throws {
    try await observing { server in
      evidence.attach(LiveSettings(server).text, named: "config-get.txt")
      try evidence.recordSettings(of: server)
    }
  }

  @Test(.tags(.must)) func `CFG-05 connections and databases`() async throws {
    try await observing { server in
      evidence.conclude(.clients, of: server)
      if case .here = server.place { evidence.record(.grantedBacklog, try server.grantedBacklog()) }
      try evidence.recordSettings(of: server)
      try server.requireSeen()
    }
  }

  @Test(.tags(.must)) func `CFG-06 not exposed`() async throws {
    try await observing { server in
      if let bind = LiveSettings(server)["bind"] {
        let exposed = exposedAddresses(bind: bind)
        evidence.record(.exposedAddresses, exposed.count)
        evidence.note("bind is '\(bind)'\(exposed.isEmpty ? "" : "; exposed: \(exposed.joined(separator: ", "))").")
      }
      if case .here(let process) = server.place {
        let sockets = listeningSockets(of: [process])
        evidence.record(.exposedSockets, sockets.count { $0.reach == .everybody }, samples: sockets.count)
        for socket in sockets { evidence.note("It listens at \(socket.address), port \(socket.port).") }
      }
      try evidence.recordSettings(of: server)
      try server.requireSeen()
    }
  }

  @Test(.tags(.must)) func `CFG-07 no drift`() async throws {
    try await observing(wholly: true) { server in
      let (drifts, compared, unseen) = try await server.drift()
      evidence.record(.settingsCompared, compared)
      evidence.record(.driftedSettings, drifts.count, samples: 0)
      for sentence in Set(drifts.map(\.description)).sorted() { evidence.note("Now \(sentence).") }
      if let unseen { throw unseen }
    }
  }

  @Test(.tags(.must)) func `CFG-09 the data directory survives a power cut`() async throws {
    try await observing { server in
      let directory = try server.dataDirectory()
      let fileSystem = try FileSystem(of: directory)
      evidence.record(.dataFileSystem, fileSystem.line)
      evidence.record(.survivesPowerCut, fileSystem.doubt ?? "yes")
    }
  }
}

extension Evidence {
  /// Tells what anybody must know of the server.
  fileprivate func conclude(_ subject: ServerHealth.Subject, of server: ObservedServer) {
    for finding in ServerHealth(server).findings(of: subject) { conclude(finding) }
  }
}
