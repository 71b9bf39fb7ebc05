import Firehose
import Foundation
import Host
import Processes
import RedisFixture
import Workload

/// The bulk load beside redis-cli --pipe: the same commands over the same transport, on a fresh server each.
struct LoadComparison {
  private let firehose = Firehose(seed: 1, mix: .default)
  private let events: Int
  private let rounds: Int
  /// The commands of the whole load, for redis-cli --pipe: a file without a name, so that nothing is left of it.
  private let commands: FileHandle

  init(events: Int, rounds: Int) throws {
    self.events = events
    self.rounds = rounds
    commands = FileHandle(fileDescriptor: try openUnlinkedFile(), closeOnDealloc: true)
  }

  /// What the server's main thread did during one load, in seconds.
  private struct Load {
    var seconds: Double
    var busy: Double
    /// Ready to run, while the rewrite's child, the disk's threads and the loader had the processors.
    var waiting: Double

    init(_ server: RedisServer, _ load: () throws -> Double) throws {
      let before = try server.mainThreadTime()
      seconds = try load()
      let after = try server.mainThreadTime()
      busy = after.running - before.running
      waiting = after.waiting - before.waiting
    }
  }

  func run() async throws -> Figures {
    report("load: writing \(events) commands for redis-cli --pipe")
    try BulkLoader(firehose: firehose, layout: .keys).write(0..<events, to: commands)
    var figures = Figures()
    for round in 1...rounds {
      report("load: round \(round) of \(rounds)")
      let (ours, theirs) = try await inTurn(round, measureOurs, measurePipe)
      let (load, all) = (ours.load, ours.all)
      func rate(_ seconds: Double) -> Double { Double(events) / seconds }
      figures.record(
        "load", .perSecond, ours: rate(load.seconds), theirs: rate(theirs.seconds), wanted: .ratio(atLeast: 1.05))
      figures.record(
        "server's thread busy", .share, ours: load.busy / load.seconds, theirs: theirs.busy / theirs.seconds,
        wanted: .ours(atLeast: 0.9))
      figures.record(
        "and ready, but without a processor", .share, ours: load.waiting / load.seconds,
        theirs: theirs.waiting / theirs.seconds)
      figures.record("verify", .perSecond, ours: rate(ours.verifySeconds))
      figures.record(
        "verify, in the time of the load", .ratio, ours: ours.verifySeconds / load.seconds, wanted: .ours(atMost: 1))
      figures.record(
        "load and verify, theirs load alone", .seconds, ours: all, theirs: theirs.seconds, wanted: .ratio(atMost: 2))
    }
    figures.record("our peak resident memory", .megabytes, ours: peakResidentMegabytes(), wanted: .ours(atMost: 200))
    return figures
  }

  /// The load and everything that the controls of the capacity do with it.
  private func measureOurs() async throws -> (load: Load, verifySeconds: Double, all: Double) {
    try await withRedisServer(try referenceConfiguration(.unixSocket)) { server in
      let began = ContinuousClock.now
      let load = try Load(server) {
        try BulkLoader(firehose: firehose, layout: .keys).load(0..<events, into: server).seconds
      }
      let verifier = BufferVerifier(firehose: firehose, layout: .keys)
      let verifying = ContinuousClock.now
      let survivors = try verifier.survivors(of: 0..<events, in: server)
      let verified = ContinuousClock.now
      guard try verifier.eventsHeld(by: server) == events, survivors.intactShare == 1 else {
        throw FixtureError.unexpected(command: "the load", reply: "\(survivors.intact) events are intact")
      }
      return (load, (verified - verifying) / .seconds(1), (ContinuousClock.now - began) / .seconds(1))
    }
  }

  /// The same commands over the same transport, by redis-cli.
  private func measurePipe() async throws -> Load {
    try await withRedisServer(try referenceConfiguration(.unixSocket)) { server in
      guard case .unixSocket(let socket) = server.endpoint else { preconditionFailure("the server has no socket") }
      try commands.seek(toOffset: 0)
      let load = try Load(server) {
        try Peer.run("redis-cli", ["-s", socket, "--pipe"], input: commands).seconds
      }
      let held = try server.connect().keyCount()
      guard held == events else {
        throw FixtureError.unexpected(command: "redis-cli --pipe", reply: "\(held) of \(events) events")
      }
      return load
    }
  }
}
