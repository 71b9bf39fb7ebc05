package import Foundation

extension Report {
  /// `report.json`, as `docs/report.schema.json` describes it. The same report always gives the same bytes.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
