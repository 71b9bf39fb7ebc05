import Foundation
import Processes
import RedisFixture

/// One run of a tool of the distribution.
enum Peer {
  /// How long one may take.
  private static let limit = Duration.seconds(120)

  /// - Throws: `UsageError` if there is no such program.
  static func find(_ program: String) throws {
    guard findProgram(program) != nil else {
      throw UsageError("\(program) is missing: install redis-tools (make deps)")
    }
  }

  /// Runs the program to its end, which must be a good one.
  ///
  /// - Parameter input: its standard input, read from where it stands; `nil` for an empty one.
  /// - Throws: `FixtureError.unexpected`; `SystemError.timedOut`, which names the program, if it stalls.
  static func run(_ program: String, _ arguments: [String], input: FileHandle? = nil) throws -> FinishedProgram {
    let input = input.map { Service.Input.descriptor($0.fileDescriptor) } ?? .nothing
    let finished = try Service(program, arguments, input: input, errors: .nowhere).run(within: limit)
    guard finished.succeeded else {
      throw FixtureError.unexpected(command: program, reply: finished.end.description)
    }
    return finished
  }
}
