import Foundation
import Processes

/// A clock of the server's own, which can be stepped while it runs (libfaketime). Its monotonic clock goes on as ever.
package struct SteppedClock: Sendable, Equatable {
  /// What the library reads, once a second: by how many seconds the clock is ahead.
  private let path: String

  /// Finds out whether a program bears such a clock: it is run once, to say its version.
  ///
  /// - Throws: `MissingCapability` if it does not, or there is no such library here.
  package static func require(for binary: String) throws {
    let directory = try ScratchRoot.current().makeDirectory()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let clock = try SteppedClock(in: directory)
    defer { clock.removeTraces() }
    let plain = try Service(binary, ["--version"]).run(within: .seconds(10))
    let command = clock.command([binary, "--version"])
    let program = try Service(command[0], Array(command.dropFirst())).run(within: .seconds(10))
    guard program.succeeded, program.output == plain.output else {
      throw MissingCapability(
        "the server does not run with libfaketime (\(program.output.prefix(200)))", remedy: "try another build of it")
    }
  }

  /// Debian keeps it in a directory of the architecture, others in /usr/lib64.
  private static let preload: String? = {
    let roots = ["/usr/lib", "/usr/lib64", "/usr/local/lib"]
    let directories = roots.flatMap { root in
      [root] + ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).map { "\(root)/\($0)" }
    }
    return directories.map { "\($0)/faketime/libfaketimeMT.so.1" }.first(where: FileManager.default.fileExists)
  }()

  /// - Parameter directory: for the file that says how far the clock is ahead.
  /// - Throws: `MissingCapability`.
  package init(in directory: String) throws {
    guard Self.preload != nil else {
      throw MissingCapability("no libfaketime", remedy: "apt-get install faketime")
    }
    path = "\(directory)/clock"
    try step(to: 0)
  }

  /// Lets the clock be so many seconds ahead of the host's, or behind it, from the next second on.
  ///
  /// - Throws: what keeps the file from being written.
  package func step(to seconds: Int) throws {
    try Data("\(seconds < 0 ? "" : "+")\(seconds)".utf8).write(to: URL(filePath: path), options: .atomic)
  }

  /// The command that lets a program use it, and whatever that executes.
  func command(_ program: [String]) -> [String] {
    ["/bin/sh", "-c", "echo $$ >>\"$0\"; exec /usr/bin/env \"$@\"", processesPath] + settings + program
  }

  /// Removes what the library has shared between the processes of each command, and does not remove where they are killed
  /// or execute another program: it bears the number of the first (libfaketime.c, ft_shm_create).
  func removeTraces() {
    for process in text(ofFile: processesPath).split(separator: "\n") {
      for name in ["faketime_shm_", "sem.faketime_sem_"] { unlink("/dev/shm/\(name)\(process)") }
    }
  }

  private var processesPath: String { "\(path)-processes" }

  /// The settings of the environment that make a program use it (faketime(1), libfaketime's README).
  ///
  /// A program whose malloc is that of a jemalloc beside it asks for the time before the library is ready, and the library
  /// for memory: so malloc becomes that of the C library.
  private var settings: [String] {
    [
      "LD_PRELOAD=\(Self.preload ?? "") libc.so.6", "FAKETIME_TIMESTAMP_FILE=\(path)", "FAKETIME_CACHE_DURATION=1",
      "FAKETIME_DONT_FAKE_MONOTONIC=1",
    ]
  }
}
