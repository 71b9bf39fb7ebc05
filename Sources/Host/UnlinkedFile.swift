import Foundation
import Processes

/// A file where scratch directories are made, and the servers' data is too, that has no name and goes with this process.
final class UnlinkedFile: Sendable {
  /// How long it may become, in bytes: what is appended then goes to its beginning again.
  private static let limit = 64 << 20
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
    if lseek(descriptor, 0, SEEK_CUR) + bytes.count > Self.limit { lseek(descriptor, 0, SEEK_SET) }
    return write(descriptor, bytes, bytes.count) == bytes.count
  }

  @discardableResult
  func sync() -> Bool {
    fdatasync(descriptor) == 0
  }
}
