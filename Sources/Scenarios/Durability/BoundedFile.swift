import Foundation
import Processes
package import RedisFixture
import Synchronization
import Workload

/// A buffer that is overwritten several times at a steady rate, while the server rewrites its append-only file by itself;
/// and rewrites that are killed.
package struct BoundedFile: Sendable {
  /// How often the buffer is overwritten.
  package static let rounds = 5
  /// Large enough for the server to begin a rewrite by itself, and to need it.
  private static let events = 60_000
  /// Slow enough for little to be written while a rewrite goes on, in events per second.
  private static let rate = 25_000.0
  private static let killedRewrites = 3

  /// What the files of the set may take, by the requirement.
  package struct Bound: Sendable, Equatable {
    /// By how much the file may grow beyond its base, 1 for as much again.
    package var growth: Double
    /// In bytes.
    package var minimumSize: Double

    package init(growth: Double, minimumSize: Double) {
      self.growth = growth
      self.minimumSize = minimumSize
    }

    /// - Parameter base: the size of the base, in bytes.
    package func bytes(base: Int) -> Double { (1 + growth) * Double(base) + minimumSize }
  }

  /// The files at one moment at which no rewrite went on.
  package struct Sample: Sendable, Equatable {
    /// Seconds since the buffer began to be overwritten.
    package var time: Double
    /// Of the base file, in bytes.
    package var base: Int
    /// Of all files of the set, in bytes.
    package var size: Int

    package init(time: Double, base: Int, size: Int) {
      self.time = time
      self.base = base
      self.size = size
    }
  }

  package var samples: [Sample]
  /// How many rewrites the server began by itself.
  package var rewrites: Int
  /// Rewrites that were met and killed.
  package var killed: Int
  /// What was there beside the files of one whole set when they had been killed, in bytes; and after the next good one.
  package var leftByKills: Int
  package var leftInTheEnd: Int
  /// How that last rewrite ended; `ok` if well.
  package var lastRewrite: String

  package init(
    samples: [Sample], rewrites: Int, killed: Int = 0, leftByKills: Int = 0, leftInTheEnd: Int = 0,
    lastRewrite: String = "ok"
  ) {
    self.samples = samples
    self.rewrites = rewrites
    self.killed = killed
    self.leftByKills = leftByKills
    self.leftInTheEnd = leftInTheEnd
    self.lastRewrite = lastRewrite
  }

  /// By how much the files were over the bound at the worst moment, in bytes; 0 if they never were.
  package func over(_ bound: Bound) -> Double {
    samples.map { max(0, Double($0.size) - bound.bytes(base: $0.base)) }.max() ?? .nan
  }

  /// Whether the files would have been over the bound without any rewrite: else nothing shows that they are kept below.
  package func isTelling(_ bound: Bound) -> Bool {
    guard let first = samples.first else { return false }
    return Double((1 + Self.rounds) * first.base) > bound.bytes(base: first.base)
  }

  /// - Throws: `NotApplicable` if there is no manifest; `LoadError`, `FixtureError`, `SystemError`.
  package init(_ eventLoad: EventLoad, on server: RedisServer, phases: Phases) throws {
    var loader = eventLoad.loader
    loader.connections = 4
    _ = try loader.load(0..<Self.events, into: server)
    try server.rewriteWell()
    guard try server.appendOnlyFiles().manifest != nil else {
      throw NotApplicable("the server keeps one append-only file, without a manifest")
    }
    let info = try server.connect()
    let before = try info.info("persistence").integer("aof_rewrites")
    samples = try Self.watch(server) {
      try Self.overwrite(loader, on: server, progress: phases("overwriting", total: Self.rounds * Self.events))
    }
    try info.waitForGoodRewrite(within: .seconds(120))
    rewrites = try info.info("persistence").integer("aof_rewrites") - before
    killed = 0
    for _ in 0..<Self.killedRewrites {
      guard let child = try server.holdRewrite() else { continue }
      kill(child, SIGKILL)
      killed += 1
      // It ends as it must: killed.
      _ = try info.waitForRewrite(within: .seconds(60))
    }
    leftByKills = try Self.leftovers(of: server)
    lastRewrite = try server.rewrite()
    leftInTheEnd = try Self.leftovers(of: server)
    // A thread of the server removes the old files.
    let deadline = ContinuousClock.now + .seconds(10)
    while leftInTheEnd > 0, ContinuousClock.now < deadline {
      usleep(10_000)
      leftInTheEnd = try Self.leftovers(of: server)
    }
  }

  /// Writes the buffer anew, again and again.
  private static func overwrite(_ loader: BulkLoader, on server: RedisServer, progress: (Int) -> Void) throws {
    let began = ContinuousClock.now
    let batch = 500
    var written = 0
    while written < rounds * events {
      let first = written % events
      let history = try loader.append(first..<first + batch, to: server)
      guard history.acknowledged == batch else {
        throw FixtureError.unexpected(command: "overwriting", reply: "\(history.errors)")
      }
      try loader.layout.trim(to: events, on: server)
      written += batch
      progress(written)
      let due = began + .seconds(Double(written) / rate)
      if due > .now { usleep(UInt32((due - .now) / .microseconds(1))) }
    }
  }

  /// Looks at the files some fifty times a second while the body runs.
  private static func watch(_ server: RedisServer, during body: () throws -> Void) throws -> [Sample] {
    var samples: [Sample] = []
    try beside(body) { isOver in
      let connection = try server.connect()
      let began = ContinuousClock.now
      repeat {
        let before = try connection.info("persistence")
        let set = try server.appendOnlyFiles()
        let after = try connection.info("persistence")
        // What a rewrite makes or removes meanwhile is of no set.
        let isSteady = [before, after].allSatisfy { $0["aof_rewrite_in_progress"] == "0" }
        if isSteady, before["aof_rewrites"] == after["aof_rewrites"] {
          let base = set.base.flatMap { fileSize($0) } ?? 0
          samples.append(
            Sample(
              time: (ContinuousClock.now - began) / .seconds(1), base: base,
              size: set.incrementals.reduce(base) { $0 + (fileSize($1) ?? 0) }))
        }
        usleep(20_000)
      } while !isOver.load(ordering: .acquiring)
    }
    return samples
  }

  /// What lies beside a base and one incremental file, in bytes: what a rewrite has begun and not ended.
  private static func leftovers(of server: RedisServer) throws -> Int {
    let set = try server.appendOnlyFiles()
    let temporary = try FileManager.default.contentsOfDirectory(atPath: server.dataDirectory)
      .filter { $0.hasPrefix("temp-") }.map { "\(server.dataDirectory)/\($0)" }
    let others = set.strays.map(set.path(of:)) + set.history + set.incrementals.dropLast() + temporary
    // An empty file is one too many as well.
    return others.reduce(0) { $0 + max(1, fileSize($1) ?? 0) }
  }
}

extension Layout {
  /// Takes the oldest events out, so that so many stay; where each has its own key, it has been overwritten.
  fileprivate func trim(to count: Int, on server: any RedisTarget) throws {
    switch self {
    case .keys: break
    case .list: try server.connect().command("LTRIM", Self.name, "-\(count)", "-1")
    case .stream, .streamPerCollection:
      let connection = try server.connect()
      for key in collectiveKeys { try connection.command("XTRIM", key, "MAXLEN", "\(count / collectiveKeys.count)") }
    }
  }
}
