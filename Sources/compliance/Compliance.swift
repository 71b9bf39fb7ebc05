import ComplianceReport
import Foundation
import MET001

@main
enum Compliance {
  static func main() {
    do {
      let environment = ProcessInfo.processInfo.environment
      let options = try Options(arguments: Array(CommandLine.arguments.dropFirst()), environment: environment)
      exit(try run(options))
    } catch let error as UsageError {
      fail("\(error)", status: UsageError.exitStatus)
    } catch {
      fail("\(error)", status: HarnessError.exitStatus)
    }
  }

  private static func run(_ options: Options) throws -> Int32 {
    switch options.command {
    case .help:
      print(Options.help)
      return 0
    case .version:
      print("compliance \(try Specification.met001().version)")
      return 0
    case .list(let json):
      try list(try selection(options), json: json)
      return 0
    case .render(let directory):
      return try ReportDirectory(directory).render()
    case .prove(let allControls):
      return try prove(options, allControls: allControls)
    case .run:
      return try Run(options, selection: try selection(options)).execute()
    }
  }

  /// The filter of a proof is for mutants, not for controls.
  private static func prove(_ options: Options, allControls: Bool) throws -> Int32 {
    var everything = options
    everything.filter = nil
    do {
      return try Prove(options, selection: try selection(everything), allControls: allControls).execute()
    } catch let error as MutantError {
      throw UsageError("mutant \(error)")
    }
  }

  /// The specification and those of its controls that the filter leaves.
  private static func selection(_ options: Options) throws -> Selection {
    do {
      return try Selection(specification: options.specification, filter: options.filter)
    } catch let error as SpecificationError {
      throw UsageError("specification \(options.specification ?? "met-001"): \(error)")
    }
  }

  private static func list(_ selection: Selection, json: Bool) throws {
    guard json else {
      for control in selection.controls {
        let columns = [(control.level.rawValue, 6), (control.access.rawValue, 8)].map { word, width in
          word.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        print("\(control.id)  \(columns.joined(separator: "  "))  \(control.title)")
      }
      return
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(selection.controls), as: UTF8.self))
  }

  private static func fail(_ problem: String, status: Int32) -> Never {
    FileHandle.standardError.write(Data("compliance: \(problem)\n".utf8))
    exit(status)
  }
}

/// The harness could not do its part: nothing is known of the system under test.
struct HarnessError: Error, CustomStringConvertible {
  static let exitStatus: Int32 = 70

  var description: String

  init(_ description: String) {
    self.description = description
  }
}
