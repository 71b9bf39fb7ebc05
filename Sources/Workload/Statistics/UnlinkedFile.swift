import Foundation

/// A file in the directory for temporary files, where the servers' data is too, that has no name and goes with this
/// process.
final class UnlinkedFile: Sendable {
  private let descriptor: Int32

  /// None where the directory cannot be written.
  init?() {
    var template = Array("\(ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp")/page-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    guard descriptor >= 0 else { return nil }
    unlink(template)
  }

  deinit {
    close(descriptor)
  }

  @discardableResult
  func append(_ bytes: [UInt8]) -> Bool {
    write(descriptor, bytes, bytes.count) == bytes.count
  }

  @discardableResult
  func sync() -> Bool {
    fdatasync(descriptor) == 0
  }
}
