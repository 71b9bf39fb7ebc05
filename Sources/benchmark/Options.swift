/// What the command line asks for.
package struct Options: Sendable, Equatable {
  package enum Part: String, CaseIterable, Sendable {
    /// The bulk load, beside redis-cli --pipe.
    case load
    /// The load generator, beside redis-benchmark.
    case traffic
  }

  package var parts = Part.allCases
  /// Events of the bulk load.
  package var events = 2_700_000
  package var rounds = 3

  /// Reads the arguments, without the program's name.
  ///
  /// - Throws: `UsageError`.
  package init(arguments: [String]) throws {
    var rest = arguments[...]
    if let part = rest.first.flatMap(Part.init) {
      parts = [part]
      rest.removeFirst()
    }
    while let option = rest.popFirst() {
      switch option {
      case "--events": events = try Self.number(option, rest.popFirst())
      case "--rounds": rounds = try Self.number(option, rest.popFirst())
      default: throw Self.error("'\(option)' is neither a part nor an option")
      }
    }
  }

  private static func number(_ option: String, _ value: String?) throws -> Int {
    guard let value, let number = Int(value), number > 0 else {
      throw Self.error("\(option) needs a whole number above 0")
    }
    return number
  }

  private static func error(_ problem: String) -> UsageError {
    UsageError(problem + "\nusage: benchmark [load | traffic] [--events NUMBER] [--rounds NUMBER]")
  }
}

/// A mistake of the one who started the benchmark, and what to do. Nothing was measured.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  package static let exitStatus: Int32 = 64

  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
