import Foundation
import Processes
import RedisFixture
import Synchronization
import TestSupport
import Testing

@Suite("Topology", .blocking, .serialized)
struct TopologyTests {
  /// Notes when it is started and ended.
  private final class Recorder: Sendable {
    private let entries = Mutex<[String]>([])
    var all: [String] { entries.withLock { $0 } }
    func note(_ entry: String) { entries.withLock { $0.append(entry) } }
  }

  private struct Failure: Error, Equatable {
    var role: String
  }

  private struct Member: TopologyMember {
    var role: String
    var recorder: Recorder
    var endsWell = true

    func endMembership() throws {
      recorder.note("end \(role)")
      if !endsWell { throw Failure(role: role) }
    }
  }

  private let recorder = Recorder()

  /// A topology of members that do nothing but note it.
  private func topology(
    _ roles: KeyValuePairs<String, [String]>, failing: String? = nil, endingBadly: Set<String> = []
  ) -> Topology {
    var topology = Topology()
    for (role, dependencies) in roles {
      topology.add(role, after: dependencies) { [recorder] _ in
        recorder.note("start \(role)")
        if role == failing { throw Failure(role: role) }
        return Member(role: role, recorder: recorder, endsWell: !endingBadly.contains(role))
      }
    }
    return topology
  }

  // MARK: Order

  @Test func `members start behind what they depend on, else as they were added`() throws {
    let order = try topology([
      "alerts": ["metrics"], "metrics": ["exporter"], "spare": [], "exporter": ["buffer"], "buffer": [],
    ])
    .startOrder()
    #expect(order == ["buffer", "exporter", "metrics", "alerts", "spare"])
    #expect(try Topology().startOrder() == [])
  }

  @Test func `two members may depend on a third`() throws {
    #expect(try topology(["a": ["c"], "b": ["c", "a"], "c": []]).startOrder() == ["c", "a", "b"])
  }

  @Test func `roles that depend on each other, or on nobody, are refused before anything starts`() async throws {
    let ring = topology(["a": ["b"], "b": ["c"], "c": ["a"]])
    await #expect(throws: TopologyError.cycle(["a", "b", "c", "a"])) { try await withTopology(ring) { _ in } }
    await #expect(throws: TopologyError.cycle(["a", "a"])) { try await withTopology(topology(["a": ["a"]])) { _ in } }
    await #expect(throws: TopologyError.unknownRole("b", neededBy: "a")) {
      try await withTopology(topology(["x": [], "a": ["b"]])) { _ in }
    }
    await #expect(throws: TopologyError.repeatedRole("a")) {
      try await withTopology(topology(["a": [], "b": [], "a": []])) { _ in }
    }
    #expect(recorder.all == [])
  }

  // MARK: Scope

  @Test func `what was started is ended in reverse`() async throws {
    let roles = try await withTopology(topology(["a": ["b"], "b": []])) { started in
      recorder.note("body")
      return started.roles
    }
    #expect(roles == ["b", "a"])
    #expect(recorder.all == ["start b", "start a", "body", "end a", "end b"])
  }

  @Test func `a body that throws leaves nothing behind`() async throws {
    await #expect(throws: Failure(role: "body")) {
      try await withTopology(topology(["a": [], "b": []])) { _ in throw Failure(role: "body") }
    }
    #expect(recorder.all == ["start a", "start b", "end b", "end a"])
  }

  @Test func `a member that does not start ends those before it, and the body never runs`() async throws {
    await #expect(throws: Failure(role: "b")) {
      try await withTopology(topology(["a": [], "b": [], "c": []], failing: "b")) { _ in recorder.note("body") }
    }
    #expect(recorder.all == ["start a", "start b", "end a"])
  }

  @Test func `a member that ends badly is told, and the others are ended all the same`() async throws {
    await #expect(throws: Failure(role: "c")) {
      try await withTopology(topology(["a": [], "b": [], "c": []], endingBadly: ["a", "c"])) { _ in
        throw Failure(role: "body")
      }
    }
    #expect(recorder.all.suffix(3) == ["end c", "end b", "end a"])
  }

  // MARK: Real services

  @Test func `a server and a program that depends on it`() async throws {
    var topology = Topology()
    topology.add("client", after: ["buffer"]) { started in
      let buffer = try started["buffer", as: RedisServer.self]
      try buffer.connect().command("SET", "key", "value")
      return try Service("sleep", ["60"]).start()
    }
    topology.add("buffer") { _ in try RedisServer.started(ServerConfiguration()) }
    let (process, directory) = try await withTopology(topology) { started in
      let buffer = try started["buffer", as: RedisServer.self]
      #expect(try buffer.connect().keyCount() == 1)
      #expect(throws: TopologyError.notStarted("client", as: "RedisServer")) {
        try started["client", as: RedisServer.self]
      }
      #expect(throws: TopologyError.notStarted("replica", as: "ServiceProcess")) {
        try started["replica", as: ServiceProcess.self]
      }
      return (try started["client", as: ServiceProcess.self], buffer.directory)
    }
    #expect(process.end == .signalled(SIGTERM))
    #expect(!FileManager.default.fileExists(atPath: directory))
  }
}
