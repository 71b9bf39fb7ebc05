import Foundation
import RedisFixture
import Workload

/// Something that makes a server start without its data, and whether that was detected.
package struct Mishap: Sendable, Equatable {
  package var name: String
  /// What the server said when it refused to start; `nil` if it started.
  package var refusal: String?
  /// Events that the server held when it had started; `nil` if it did not.
  package var held: Int?
  /// Events that a comparison with what was there before found missing.
  package var missing: Int

  package init(name: String, refusal: String?, held: Int?, missing: Int) {
    self.name = name
    self.refusal = refusal
    self.held = held
    self.missing = missing
  }

  package var isDetected: Bool { refusal != nil || missing > 0 }

  /// Lets one after the other happen to a stopped server, and starts it.
  ///
  /// - Throws: `FixtureError`, `SystemError`.
  package static func happen(to buffer: StoppedBuffer) throws -> [Mishap] {
    let server = buffer.server
    let what = try server.appendOnlyFiles().manifest == nil ? "append-only file" : "manifest"
    let mishaps: [(name: String, happen: () throws -> Void)] = [
      ("the \(what) is missing", { try FileSurgery(try server.appendOnlyFiles().path).remove() }),
      ("the incremental file is empty", { try server.incrementalFile().empty() }),
      (
        "appendonly is newly on beside an RDB file",
        {
          try server.start()
          // So it saves all it has when it is stopped.
          try server.connect().command("CONFIG", "SET", "save", "3600 1")
          server.stop()
          try FileManager.default.removeItem(atPath: server.appendOnlyPath)
        }
      ), ("appendonly is off by mistake", { try server.amendConfiguration("appendonly", "no") }),
    ]
    return try mishaps.map { name, happen in
      try buffer.restore()
      try happen()
      if let refusal = try server.refusal() { return Mishap(name: name, refusal: refusal, held: nil, missing: 0) }
      let held = try buffer.eventLoad.verifier.eventsHeld(by: server)
      let survivors = try buffer.eventLoad.verifier.survivors(of: StoppedBuffer.events, in: server)
      return Mishap(name: name, refusal: nil, held: held, missing: survivors.missing)
    }
  }
}
