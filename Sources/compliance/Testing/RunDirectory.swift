import Foundation
import Processes

/// The directory that holds all that a run makes until its report is written: a short path, for sockets are in it.
struct RunDirectory {
  private static let prefix = "met001-"
  private static let temporaryName = "tmp"

  private let scratch: ScratchDirectory

  var evidence: String { "\(path)/evidence" }
  /// Where `swift test` writes attachments.
  var attachments: String { "\(path)/attachments" }
  /// The tests' directory for temporary files: empty when they have cleaned up behind them.
  var temporary: String { "\(path)/\(Self.temporaryName)" }
  var events: String { "\(evidence)/events.jsonl" }
  var log: String { "\(evidence)/swift-test.log" }
  var progress: String { "\(path)/progress.jsonl" }

  /// - Parameters:
  ///   - scratch: where to make it; `nil` for what the environment says.
  ///   - socket: the longest name that a socket of a server under test has.
  /// - Throws: `UsageError` if that cannot be written, or if its path is too long.
  init(in scratch: String?, socket: String = "redis.sock") throws {
    let parent = ScratchDirectory.parent(scratch)
    do {
      let longest = "/\(Self.prefix)XXXXXX/\(Self.temporaryName)\(ScratchRoot.path(ofSocket: socket))"
      try ScratchDirectory.requireUsable(parent, forSocket: longest)
    } catch {
      throw UsageError("cannot \(error)")
    }
    let elsewhere = "choose another with --scratch or \(ScratchDirectory.variable)"
    // Seen with Swift 6.3.1: the driver takes the bytes of that path for signed numbers.
    guard parent.utf8.allSatisfy({ $0 < 0x80 }) else {
      throw UsageError(
        "cannot use the scratch directory \(parent): swift crashes if that path has other letters than ASCII; \(elsewhere)"
      )
    }
    do {
      self.scratch = try ScratchDirectory(prefix: Self.prefix, in: parent)
    } catch let error as SystemError {
      throw UsageError("cannot \(error); \(elsewhere)")
    }
    for directory in [evidence, attachments, temporary] {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }
    for file in [events, log, progress] { try makeEmptyFile(file) }
  }

  var path: String { scratch.path }

  func remove() {
    scratch.remove()
  }

  /// What the tests left behind, once they have had a few seconds: their own guard cleans up after them.
  func leftBehind() -> [String] {
    let deadline = ContinuousClock.now + .seconds(15)
    while true {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
      let left = names.filter { $0.hasPrefix(ScratchRoot.prefix) }.map { "\(temporary)/\($0)" }
      if left.isEmpty || ContinuousClock.now > deadline { return left }
      usleep(20_000)
    }
  }
}

func makeEmptyFile(_ path: String) throws {
  try Data().write(to: URL(filePath: path))
}
