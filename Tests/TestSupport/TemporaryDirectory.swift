import Foundation
import Processes

/// A directory of the test's own, which its scope removes. Its path is short, for sockets are made below it.
///
/// - Throws: `CocoaError` if there can be none; what the body throws.
package func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let directory = try makeTemporaryDirectory()
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try await body(directory)
}

/// The same for a body that waits for nothing.
package func inTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = try makeTemporaryDirectory()
  defer { try? FileManager.default.removeItem(atPath: directory) }
  return try body(directory)
}

private func makeTemporaryDirectory() throws -> String {
  var template = Array("/tmp/test-XXXXXX".utf8CString)
  guard mkdtemp(&template) != nil else { throw CocoaError(.fileWriteUnknown) }
  return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
}

package func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(filePath: path))
}

/// Puts a program in place. `install` writes it: were it open for writing here while another test starts a child, that
/// child would hold it open as well, and its start would fail with "Text file busy".
package func installProgram(_ text: String, at path: String) throws {
  try write(text, to: "\(path).text")
  _ = try Service("install", ["-m", "700", "\(path).text", path]).require()
}
