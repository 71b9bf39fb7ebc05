import Foundation

extension UnsafeRawBufferPointer {
  /// Whether both hold the same bytes.
  package func isIdentical(to other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let mine = baseAddress, let theirs = other.baseAddress else { return true }
    return memcmp(mine, theirs, count) == 0
  }
}
