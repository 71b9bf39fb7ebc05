import Foundation

extension LatencyHistogram {
  /// HdrHistogram's compressed V2 encoding in Base64, which begins with `HISTF`. The values in it are microseconds.
  ///
  /// Source: <https://github.com/HdrHistogram/HdrHistogram>, `AbstractHistogram.encodeIntoCompressedByteBuffer`.
  package var encoded: String {
    let compressed = zlibStream(storing: payload)
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(0x1C84_9314))
    bytes.append(bigEndian: UInt32(compressed.count))
    return Data(bytes + compressed).base64EncodedString()
  }

  /// The V2 encoding before its compression.
  private var payload: [UInt8] {
    let counts = encodedCounts
    var bytes: [UInt8] = []
    bytes.append(bigEndian: UInt32(0x1C84_9313))
    bytes.append(bigEndian: UInt32(counts.count))
    bytes.append(bigEndian: UInt32(0))  // normalizing index offset
    bytes.append(bigEndian: UInt32(3))  // significant digits
    bytes.append(bigEndian: UInt64(1))  // lowest discernible value
    bytes.append(bigEndian: UInt64(HistogramLayout.highestValue(at: self.counts.count - 1)))
    bytes.append(bigEndian: (1.0).bitPattern)  // ratio of whole to floating-point values
    return bytes + counts
  }

  /// The counts up to the maximum's, where a negative number stands for so many counts of 0 in a row.
  private var encodedCounts: [UInt8] {
    guard count > 0 else { return [] }
    var bytes: [UInt8] = []
    var zeros = 0
    for count in counts[...HistogramLayout.index(of: greatestMicroseconds)] {
      if count == 0 {
        zeros += 1
        continue
      }
      if zeros > 0 { bytes.append(zigZag: -zeros) }
      zeros = 0
      bytes.append(zigZag: Int(count))
    }
    return bytes
  }
}

extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  /// Appends the number in ZigZag LEB128, the ninth byte of which has all of its 8 bits for the number.
  mutating func append(zigZag value: Int) {
    var bits = UInt(bitPattern: (value << 1) ^ (value >> (Int.bitWidth - 1)))
    for _ in 0..<8 where bits >= 0x80 {
      append(UInt8(truncatingIfNeeded: bits) | 0x80)
      bits >>= 7
    }
    append(UInt8(truncatingIfNeeded: bits))
  }
}
