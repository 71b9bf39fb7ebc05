import Foundation
import MET001

/// Lists the controls.
package struct ListCommand: Command, Equatable {
  package static let name = "list"
  package static let summary = "list the controls: level, what it does to the server, title"
  package static let options: [CommandOption<ListCommand>] = [
    Selection.filterOption(sets: \.filter), Selection.specificationOption(sets: \.specification),
    .flag("--json", help: "as JSON, with all that the specification says of the controls", sets: \.json),
    .flag(
      "--table", help: "as Markdown: the mutants that each control must catch, and what it cannot see", sets: \.table),
  ]
  package static let statuses = ["the list was printed"]

  package var filter: String?
  package var specification: String?
  package var json = false
  package var table = false

  package init() {}

  package func execute() throws -> Int32 {
    let selection = try Selection(specification: specification, filter: filter)
    let controls = selection.controls
    if table {
      let mutants = try MutantCollection(directory: "mutants", specification: selection.specification)
      print(mutants.table(of: controls), terminator: "")
    } else if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(controls), as: UTF8.self))
    } else {
      for control in controls {
        let columns = [(control.level.rawValue, 6), (control.access.rawValue, 8)].map { word, width in
          word.padding(toLength: width, withPad: " ", startingAt: 0)
        }
        print("\(control.id)  \(columns.joined(separator: "  "))  \(control.title)")
      }
    }
    return 0
  }
}
