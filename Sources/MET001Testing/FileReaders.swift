package import Scenarios
import Testing

extension Evidence {
  /// Records who could read each of a server's files, and tells their names.
  ///
  /// - Parameter files: how many were tried, where that is no measure of its own.
  package func record(_ readers: [FileReader], of files: Int) {
    let byPath = Dictionary(grouping: readers, by: \.path).mapValues { Set($0.map(\.user)).sorted() }
    if byPath.isEmpty { record(.readers, 0, samples: files) }
    for (path, users) in byPath.sorted(by: { $0.key < $1.key }) {
      record(.readers, users.count, of: path, samples: 0)
      note("\(path) can be read by \(users.prefix(3).joined(separator: ", "))\(users.count > 3 ? " and others" : "").")
    }
  }
}
