/// Where one command is in the bytes that hold it.
package struct Command: Sendable, Equatable {
  /// From its first byte to the one after its last. Annotations that precede a command of an append-only file are part
  /// of it.
  package var range: Range<Int>
  /// Where its name and then its arguments are. Empty for an empty line and for `*0`, which a server ignores.
  package var words: [Range<Int>]

  package init(range: Range<Int>, words: [Range<Int>]) {
    self.range = range
    self.words = words
  }

  /// Its name as it was written, such as `SET`; `nil` if it is empty.
  package func name(in bytes: UnsafeRawBufferPointer) -> String? {
    words.first.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// Its first argument, which is a key for most commands; `nil` if it has none.
  package func key(in bytes: UnsafeRawBufferPointer) -> String? {
    words.count > 1 ? String(decoding: bytes[words[1]], as: UTF8.self) : nil
  }
}
