import Foundation
import MET001Testing
import RedisFixture
import Testing
import Workload

extension RedisServer {
  /// Kills the server and starts it again without any data.
  func startEmpty() throws {
    kill()
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

  /// The append-only files that the server has now.
  func appendOnlyFiles() throws -> AppendOnlyFileSet {
    try AppendOnlyFileSet(
      in: dataDirectory, named: configuration.file.value(of: "appenddirname") ?? "appendonlydir")
  }

  /// The incremental file that the server appends to.
  func incrementalFile() throws -> FileSurgery {
    guard let path = try appendOnlyFiles().incrementals.last else {
      throw FixtureError.unexpected(command: "the manifest", reply: "no incremental file")
    }
    return FileSurgery(path)
  }

  /// Waits for the end of a rewrite of the append-only file.
  ///
  /// - Returns: `ok` where it succeeded.
  func rewrite(within limit: Duration = .seconds(120)) throws -> String {
    let connection = try connect()
    try connection.command("BGREWRITEAOF")
    var status = ""
    try wait(for: "the end of the rewrite", within: limit) {
      let info = try connection.info("persistence")
      status = info["aof_last_bgrewrite_status"] ?? "unknown"
      return info["aof_rewrite_in_progress"] == "0" && info["aof_rewrite_scheduled"] == "0"
    }
    return status
  }
}

extension Evidence {
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
