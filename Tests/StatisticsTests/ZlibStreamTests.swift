import Statistics
import Testing

@Suite("Zlib stream")
struct ZlibStreamTests {
  /// The example at https://en.wikipedia.org/wiki/Adler-32, and the last by zlib 1.2.13: `zlib.adler32(b'\xff' * 100000)`.
  @Test(
    arguments: [
      ([], 1), (Array("Wikipedia".utf8), 0x11E6_0398), (Array(repeating: 0xFF, count: 100_000), 0x149A_302C),
    ] as [([UInt8], UInt32)])
  func `published checksums`(bytes: [UInt8], checksum: UInt32) {
    #expect(adler32(bytes) == checksum)
  }

  /// zlib 1.2.13: `zlib.compress(b'abc', 0)`.
  @Test func `it is what zlib writes when told not to compress`() {
    #expect(
      zlibStream(storing: Array("abc".utf8)) == [0x78, 1, 1, 3, 0, 0xFC, 0xFF, 0x61, 0x62, 0x63, 2, 0x4D, 1, 0x27])
  }

  @Test(arguments: [0, 1, 65_535, 65_536, 131_070, 200_000])
  func `what is stored is read again`(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    let stream = zlibStream(storing: bytes)
    #expect(stream.prefix(2) == [0x78, 0x01])
    var read: [UInt8] = []
    var rest = stream.dropFirst(2)
    var isLast = false
    while !isLast, rest.count >= 5 {
      let header = Array(rest.prefix(5))
      isLast = header[0] == 1
      let length = Int(header[1]) | Int(header[2]) << 8
      #expect(header[3] == ~header[1] && header[4] == ~header[2])
      read += rest.dropFirst(5).prefix(length)
      rest = rest.dropFirst(5 + length)
    }
    #expect(isLast)
    #expect(read == bytes)
    #expect(rest.reduce(0) { $0 << 8 | UInt32($1) } == adler32(bytes))
  }
}
