import ComplianceReport
import Foundation
import MET001

/// Puts what a run left into the form of the report's evidence directory.
enum Evidence {
  /// Sorts the attachments by control and adds the facts of the run.
  static func collect(_ run: RunRecord, selection: Selection, from directory: RunDirectory) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(run).write(to: URL(filePath: "\(directory.evidence)/run.json"))
    try selection.data.write(to: URL(filePath: "\(directory.evidence)/specification.json"))

    let events = TestEvents(stream: try Data(contentsOf: URL(filePath: directory.events)))
    for control in selection.controls {
      let folder = "\(directory.evidence)/\(control.id)"
      for path in events.tests(of: control.id).flatMap(\.attachments) {
        let name = URL(filePath: path).lastPathComponent
        guard FileManager.default.fileExists(atPath: path) else { continue }
        let short = name.hasPrefix("\(control.id).") ? String(name.dropFirst(control.id.count + 1)) : name
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: path, toPath: "\(folder)/\(short)")
      }
    }
  }
}
