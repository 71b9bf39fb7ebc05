import Foundation
import Statistics
import Workload

extension Figures {
  /// A line for each figure, in columns.
  package var table: String {
    let head = ["", "ours", "theirs", "ours ÷ theirs", "wanted", ""]
    let lines = [head] + all.map(\.cells)
    let widths = head.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { cells in
      let padded = zip(cells, widths).enumerated().map { column, cell in
        let space = String(repeating: " ", count: cell.1 - cell.0.count)
        return column == 0 || column == 3 || column == 4 ? cell.0 + space : space + cell.0
      }
      return padded.joined(separator: "  ").trimmingSuffix(while: \.isWhitespace)
    }.joined(separator: "\n")
  }
}

extension Figure {
  fileprivate var cells: [String] {
    [
      name, unit.format(ours.median), theirs.isEmpty ? "" : unit.format(theirs.median), ratioText,
      wanted.map { text(of: $0) } ?? "", isAsWanted.map { $0 ? "" : "missed" } ?? "",
    ]
  }

  private var ratioText: String {
    guard let least = ratios.min(), let most = ratios.max() else { return "" }
    return String(format: "%.2f (%.2f to %.2f)", ratios.median, least, most)
  }

  private func text(of wanted: Wanted) -> String {
    let limit = wanted.subject == .ratio ? Unit.ratio.format(wanted.limit) : unit.format(wanted.limit)
    return "\(wanted.subject == .ratio ? "ratio " : "")\(wanted.bound.rawValue) \(limit)"
  }
}

extension Figure.Unit {
  fileprivate func format(_ value: Double) -> String {
    switch self {
    case .perSecond: String(format: "%.0f/s", value)
    case .seconds: String(format: "%.1f s", value)
    case .cpuPerMillion, .ratio: String(format: "%.2f", value)
    case .microseconds: String(format: "%.0f µs", value)
    case .nanoseconds: String(format: "%.1f ns", value)
    case .megabytes: String(format: "%.0f MB", value)
    case .share: String(format: "%.0f %%", value * 100)
    }
  }
}

extension String {
  fileprivate func trimmingSuffix(while isCut: (Character) -> Bool) -> String {
    var text = self
    while let last = text.last, isCut(last) { text.removeLast() }
    return text
  }
}
