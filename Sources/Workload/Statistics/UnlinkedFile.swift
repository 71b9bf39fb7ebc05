import Foundation
import Scratch

/// A file in the directory for temporary files, where the servers' data is too, that has no name and goes with this
/// process.
final class UnlinkedFile: Sendable {
  private let descriptor: Int32

  /// None where the directory cannot be written.
  init?() {
    guard let opened = try? openUnlinkedFile() else { return nil }
    descriptor = opened
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
