/// A growable run of raw bytes with one owner at a time.
///
/// It is written once per event of a load of millions, so it keeps its memory when emptied and never goes through
/// `String` or `Array`. Every append checks the room left, and no other place in the generator touches memory.
///
/// ```swift
/// var buffer = EventBuffer()
/// firehose.append(eventAt: 7, to: &buffer)
/// buffer.append("\n")
/// ```
package struct EventBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer

  /// Bytes allocated.
  package private(set) var capacity: Int

  /// Bytes written.
  package private(set) var count = 0

  /// Makes an empty buffer that can take `capacity` bytes before it grows.
  package init(capacity: Int = 64 * 1024) {
    precondition(capacity > 0, "an event buffer needs a capacity of at least 1 byte, not \(capacity)")
    self.capacity = capacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    base.deallocate()
  }

  /// Forgets the bytes and keeps the memory.
  package mutating func removeAll() {
    count = 0
  }

  /// Makes room for `additional` further bytes, at least doubling the capacity when there is not enough.
  @inline(__always)
  package mutating func reserve(_ additional: Int) {
    if additional > capacity &- count { grow(by: additional) }
  }

  /// Lends the bytes written so far. The pointer must not leave `body`.
  package func withUnsafeBytes<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: base, count: count))
  }

  @inline(never)
  private mutating func grow(by additional: Int) {
    let larger = max(2 * capacity, count + additional)
    let moved = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    moved.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = moved
    capacity = larger
  }
}

// The memory has exactly one owner, so handing the buffer to another thread hands over all of it.
extension EventBuffer: @unchecked Sendable {}

extension EventBuffer {
  /// Appends a literal's UTF-8 bytes.
  @inline(__always)
  package mutating func append(_ literal: StaticString) {
    append(from: literal.utf8Start, count: literal.utf8CodeUnitCount)
  }

  /// Appends the UTF-8 bytes of `text`. Named, so that a literal is never taken for one: that costs a copy each.
  package mutating func append(text: String) {
    var text = text
    text.withUTF8 { append(contentsOf: UnsafeRawBufferPointer($0)) }
  }

  /// Appends `bytes`.
  package mutating func append(contentsOf bytes: [UInt8]) {
    bytes.withUnsafeBytes { append(contentsOf: $0) }
  }

  /// Appends the bytes of another buffer.
  package mutating func append(contentsOf other: borrowing EventBuffer) {
    append(from: other.base, count: other.count)
  }

  /// Appends `bytes`, which must not be memory of this buffer.
  package mutating func append(contentsOf bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    append(from: start, count: bytes.count)
  }

  /// Appends `count` bytes from `start`, which must not be memory of this buffer.
  @inline(__always)
  package mutating func append(from start: UnsafeRawPointer, count length: Int) {
    reserve(length)
    (base + count).copyMemory(from: start, byteCount: length)
    count &+= length
  }

  /// Appends the bytes of a word, the lowest first: eight characters of a `UInt64`, four of a `UInt32`.
  @inline(__always)
  mutating func append<Word: FixedWidthInteger & BitwiseCopyable>(word: Word) {
    let length = MemoryLayout<Word>.size
    reserve(length)
    (base + count).storeBytes(of: word.littleEndian, as: Word.self)
    count &+= length
  }

  /// Appends `number` in decimal digits, with a minus sign when it is negative.
  package mutating func append(decimal number: Int) {
    if number < 0 { append("-") }
    var rest = number.magnitude
    var length = 1
    var bound: UInt = 10
    while length < 20, rest >= bound {
      length &+= 1
      bound = bound &* 10
    }
    reserve(length)
    count &+= length
    var position = count
    for _ in 0..<length {
      position &-= 1
      let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
      (base + position).storeBytes(of: UInt8(truncatingIfNeeded: 0x30 &+ digit), as: UInt8.self)
      rest = quotient
    }
  }

  /// Appends a number from `0...99` as two decimal digits.
  @inline(__always)
  mutating func append(twoDigits number: Int) {
    let (tens, units) = UInt16(truncatingIfNeeded: number).quotientAndRemainder(dividingBy: 10)
    append(word: 0x3030 | tens | units << 8)
  }
}
