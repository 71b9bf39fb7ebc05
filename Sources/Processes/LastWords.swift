import Foundation

/// What a service has written since a moment: on its output before it has opened its log, then there.
package struct LastWords: Sendable {
  private var files: [(path: String, length: Int)]

  /// From now on.
  package init(of service: Service) {
    var paths = service.logs
    if case .file(let path) = service.output { paths.insert(path, at: 0) }
    files = paths.map { ($0, fileSize($0) ?? 0) }
  }

  /// The newest lines, in one line.
  package var text: String {
    let words = files.map { Self.contents(of: $0.path).dropFirst($0.length) }.reduce(Data(), +)
    return String(decoding: words, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(5).joined(separator: " | ")
  }

  private static func contents(of path: String) -> Data {
    FileManager.default.contents(atPath: path) ?? Data()
  }
}
