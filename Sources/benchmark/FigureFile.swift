import Foundation
import Statistics
import Workload

/// A figure as it is stored: every round, and the medians.
private struct StoredFigure: Encodable {
  var name: String
  var unit: String
  var ours: [Double]
  var oursMedian: Double
  var theirs: [Double]?
  var theirsMedian: Double?
  /// Ours over theirs, pair by pair.
  var ratios: [Double]?
  var ratioMedian: Double?
  var wanted: String?
  var isAsWanted: Bool?

  init(_ figure: Figure) {
    let isAlone = figure.theirs.isEmpty
    name = figure.name
    unit = figure.unit.rawValue
    ours = figure.ours
    oursMedian = figure.ours.median
    theirs = isAlone ? nil : figure.theirs
    theirsMedian = isAlone ? nil : figure.theirs.median
    ratios = isAlone ? nil : figure.ratios
    ratioMedian = isAlone ? nil : figure.ratios.median
    wanted = figure.wanted.map { "\($0.subject) \($0.bound.rawValue) \($0.limit)" }
    isAsWanted = figure.isAsWanted
  }
}

extension Figures {
  /// Writes the figures as JSON; makes the directory where it is missing.
  func save(to path: String) throws {
    let file = URL(filePath: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    try encoder.encode(all.map(StoredFigure.init)).write(to: file)
  }
}
