import Foundation

/// The directory that holds all that a run makes until its report is written: a short path, for sockets are in it.
///
/// It is locked as long as the run lives, so that the next start can tell what a killed run left and remove it.
struct RunDirectory {
  private static let prefix = "met001-"
  let path: String

  var evidence: String { "\(path)/evidence" }
  /// Where `swift test` writes attachments.
  var attachments: String { "\(path)/attachments" }
  /// The tests' directory for temporary files: empty when they have cleaned up behind them.
  var temporary: String { "\(path)/tmp" }
  var events: String { "\(evidence)/events.jsonl" }
  var log: String { "\(evidence)/swift-test.log" }
  var progress: String { "\(path)/progress.jsonl" }

  init() throws {
    let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
    Self.sweep(parent)
    var template = Array("\(parent)/\(Self.prefix)XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw UsageError("cannot make a directory in \(parent): \(String(cString: strerror(errno))); set TMPDIR")
    }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    guard Self.lock(path) else { throw HarnessError("cannot lock \(path)") }
    for directory in [evidence, attachments, temporary] {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
    }
    for file in [events, log, progress] { try makeEmptyFile(file) }
  }

  func remove() {
    Self.remove(path)
  }

  /// Removes the directory, again where the guard of killed tests was removing in it at the same time.
  private static func remove(_ path: String) {
    for _ in 0..<100 where FileManager.default.fileExists(atPath: path) {
      if (try? FileManager.default.removeItem(atPath: path)) == nil { usleep(20_000) }
    }
  }

  /// What the tests left behind, once they have had a few seconds: their own guard cleans up after them.
  func leftBehind() -> [String] {
    let deadline = ContinuousClock.now + .seconds(15)
    while true {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: temporary)) ?? []
      let left = names.filter { $0.hasPrefix("redis-fixture-") }.map { "\(temporary)/\($0)" }
      if left.isEmpty || ContinuousClock.now > deadline { return left }
      usleep(20_000)
    }
  }

  private static func lock(_ path: String) -> Bool {
    let descriptor = open("\(path)/lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return false }
    if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    close(descriptor)
    return false
  }

  private static func sweep(_ parent: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = "\(parent)/\(name)"
      // Without its lock file a directory is being made, unless it is old: then its removal was cut short.
      let isStale = access("\(path)/lock", F_OK) == 0 ? lock(path) : isOlderThanAMinute(path)
      if isStale { remove(path) }
    }
  }

  private static func isOlderThanAMinute(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && time(nil) - status.st_mtim.tv_sec > 60
  }
}

func makeEmptyFile(_ path: String) throws {
  try Data().write(to: URL(filePath: path))
}
