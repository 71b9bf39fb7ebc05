import Foundation
import MET001Testing
import Processes
import RedisFixture
import Testing
import Workload

/// The same for a server that rewrites its append-only file only when it is asked to, so that the files are those that
/// the scenario knows.
func withoutAutomaticRewrites(_ configuration: ServerConfiguration) -> ServerConfiguration {
  configuration.setting("auto-aof-rewrite-percentage", "0")
}

extension RedisServer {
  /// Kills the server and starts it again without any data.
  func startEmpty() throws {
    kill()
    // A rewrite that outlived an earlier kill would go on writing.
    for id in ScratchRoot.processes(under: dataDirectory) { Foundation.kill(id, SIGKILL) }
    try wait(for: "the end of what the server forked", within: .seconds(60)) {
      ScratchRoot.processes(under: dataDirectory).isEmpty
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: dataDirectory) {
      try FileManager.default.removeItem(atPath: "\(dataDirectory)/\(name)")
    }
    try start()
  }

  /// Starts the server and tells how long it took until it answered, in seconds.
  func timedStart() throws -> Double {
    let began = ContinuousClock.now
    try start()
    return (ContinuousClock.now - began) / .seconds(1)
  }

  /// Starts the server, and tells what it says when it refuses; none where it starts.
  func refusal() throws -> String? {
    do {
      try start()
      return nil
    } catch ServiceError.exitedAtStart(_, _, let output) {
      return output
    }
  }

  /// Starts the server; where it refuses its files, once more when they were repaired as its manual says.
  ///
  /// - Returns: what it says when it refuses even then; none where it runs.
  func refusalAfterRepair() throws -> String? {
    guard let refusal = try refusal() else { return nil }
    // Nothing can be repaired where the manifest is no manifest.
    guard let files = try? appendOnlyFiles() else { return refusal }
    _ = try files.fix()
    return try self.refusal()
  }

  /// Restarts the server after a crash, and lists its files.
  ///
  /// - Parameter start: starts it.
  /// - Returns: what that returns; and the files that the crash left, and those that are there then, with their sizes.
  func listingFiles<Outcome>(aroundStart start: () throws -> Outcome) rethrows -> (outcome: Outcome, files: String) {
    let before = listFiles("before the restart")
    let outcome = try start()
    return (outcome, before + listFiles("after the restart"))
  }

  /// The files of the data directory with their sizes, a line each.
  private func listFiles(_ moment: String) -> String {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: dataDirectory)) ?? []
    let lines = names.sorted().compactMap { name in
      (try? FileSurgery("\(dataDirectory)/\(name)").length()).map { "  \($0) B  \(name)\n" }
    }
    return "\(moment)\n" + lines.joined()
  }

  /// The append-only files that the server has now.
  func appendOnlyFiles() throws -> AppendOnlyFileSet {
    try AppendOnlyFileSet(in: dataDirectory, named: configuration.appendOnlyDirectory)
  }

  /// The incremental file that the server appends to.
  func incrementalFile() throws -> FileSurgery {
    guard let path = try appendOnlyFiles().incrementals.last else {
      throw FixtureError.unexpected(command: "the manifest", reply: "no incremental file")
    }
    return FileSurgery(path)
  }

  /// Stops the process that the server forked for a rewrite, so that the rewrite goes on until that process is
  /// continued or killed.
  ///
  /// - Returns: the process; `nil` if every rewrite had ended before.
  func holdRewrite() throws -> pid_t? {
    // One of few keys may end before its process is stopped.
    for _ in 0..<20 {
      if let child = try holdPresentRewrite() { return child }
      try connect().waitForRewrite(within: .seconds(60))
    }
    return nil
  }

  private func holdPresentRewrite() throws -> pid_t? {
    let connection = try connect()
    if try connection.info("persistence")["aof_rewrite_in_progress"] == "0" { try connection.beginRewrite() }
    let process = try connection.info("server").integer("process_id")
    let children = try String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
    guard let child = children.split(separator: " ").first.flatMap({ pid_t($0) }) else { return nil }
    Foundation.kill(child, SIGSTOP)
    // It may have ended already without the server's having noticed.
    var state: Character?
    try wait(for: "the rewrite to stop", within: .seconds(60)) {
      state = processState(child)
      return state.map { "TtZX".contains($0) } ?? true
    }
    guard let state, "Tt".contains(state) else { return nil }
    return try connection.info("persistence")["aof_rewrite_in_progress"] == "1" ? child : nil
  }
}

/// Whether the server's background thread syncs the append-only file.
///
/// Under everysec Redis holds back its write(2) while it does, up to two seconds: what it acknowledges meanwhile is in
/// its own memory only, and a kill loses it (flushAppendOnlyFile in Redis's aof.c).
enum FsyncState: String {
  case idle = "0"
  case inFlight = "1"
}

extension RedisServer {
  /// Waits until the server says so of its fsync; that it is idle, twice: in the turn of its loop that sends the first
  /// such answer it writes everything that it has acknowledged, and may begin the next fsync.
  func waitForFsync(_ state: FsyncState) throws {
    let connection = try connect()
    let needed = state == .idle ? 2 : 1
    var answers = 0
    func isSeen() throws -> Bool {
      // A server without an append-only file tells nothing of an fsync, and has none to wait for.
      guard let pending = try connection.info("persistence")["aof_pending_bio_fsync"] else { return true }
      answers = pending == state.rawValue ? answers + 1 : 0
      return answers == needed
    }
    if state == .idle { return try wait(for: "the end of an fsync", within: .seconds(60), until: isSeen) }
    // A disk may be too fast for its fsync ever to be seen in flight: then that kill is like any other.
    let deadline = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < deadline, try !isSeen() {}
  }

  /// Stops the server at a moment at which no fsync is in flight: so it has written all that it has acknowledged.
  ///
  /// Between its answer that it is idle and a kill it could begin the next one.
  func pauseBetweenFsyncs() throws {
    try wait(for: "a moment between two fsyncs", within: .seconds(60)) {
      try waitForFsync(.idle)
      return try pauseIfIdle()
    }
  }

  /// Kills the server and everything it forked, in that state of its fsync.
  ///
  /// - Returns: when, in seconds on the clock: not after the kill, which waits for the end of the process, and that for
  ///   the end of its fsync.
  @discardableResult
  func kill(when state: FsyncState, by clock: LedgerClock = LedgerClock()) throws -> Double {
    if state == .idle { try pauseBetweenFsyncs() } else { try waitForFsync(state) }
    let moment = clock.seconds
    kill()
    return moment
  }
}

extension Evidence {
  /// Attaches the files before and after the restart of each trial.
  func attachFiles(_ listings: [String]) {
    let text = listings.enumerated().map { "trial \($0 + 1), \($1)" }.joined(separator: "\n")
    attach(text, named: "files.txt")
  }

  /// Records what several crashes cost, each in its worst.
  func record(_ losses: [Loss]) {
    let writes = losses.map(\.acknowledged).reduce(0, +)
    record("acknowledged", writes, samples: writes)
    record("lost", losses.map(\.lost).reduce(0, +), samples: 0)
    recordIntegrity(losses)
  }

  /// Records everything but what was lost.
  func recordIntegrity(_ losses: [Loss]) {
    record("phantom", losses.map(\.phantom).reduce(0, +), samples: 0)
    record("holes", losses.map(\.holes).reduce(0, +), samples: 0)
    record("damaged", losses.map { $0.damaged + $0.reordered }.reduce(0, +), samples: 0)
  }

  /// A table of the trials: what was sent, acknowledged and lost, and over which time.
  func attach(_ losses: [Loss], named name: String) {
    var text = "trial,sent,acknowledged,unanswered,lost,phantom,holes,damaged,reordered,window_seconds\n"
    for (number, loss) in losses.enumerated() {
      text += "\(number + 1),\(loss.sent),\(loss.acknowledged),\(loss.unanswered),\(loss.lost),\(loss.phantom),"
      text += "\(loss.holes),\(loss.damaged),\(loss.reordered),\(loss.window)\n"
    }
    attach(text, named: name)
  }
}
