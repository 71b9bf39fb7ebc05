import Firehose
import Testing

@Suite("Event buffer")
struct FirehoseEventBufferTests {
  private func text(of buffer: borrowing EventBuffer) -> String {
    buffer.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `literals, strings, bytes and buffers follow one another`() {
    var buffer = EventBuffer(capacity: 1)
    buffer.append("a")
    buffer.append(text: "ß" as String)
    buffer.append(contentsOf: [0x63, 0x64])
    buffer.append(contentsOf: [] as [UInt8])
    var other = EventBuffer()
    other.append("é🙂")
    buffer.append(contentsOf: other)
    [UInt8]("!".utf8).withUnsafeBytes { buffer.append(contentsOf: $0) }
    #expect(text(of: buffer) == "aßcdé🙂!")
    #expect(buffer.count == 12)
  }

  @Test(arguments: [
    0, 1, 9, 10, 11, 99, 100, 552, 1246, 9999, 10_000, 1_783_175_888_085_434, -1, -10, .max, .min,
  ])
  func `a number is written in decimal digits`(number: Int) {
    var buffer = EventBuffer(capacity: 1)
    buffer.append(decimal: number)
    #expect(text(of: buffer) == String(number))
  }

  @Test func `an emptied buffer keeps its memory`() {
    var buffer = EventBuffer(capacity: 1)
    for _ in 0..<1000 { buffer.append("0123456789") }
    let capacity = buffer.capacity
    #expect(capacity >= 10_000)
    buffer.removeAll()
    #expect(buffer.count == 0)
    #expect(buffer.capacity == capacity)
    #expect(text(of: buffer) == "")
  }

  @Test func `room that was reserved is not allocated again`() {
    var buffer = EventBuffer(capacity: 16)
    buffer.append("0123456789")
    buffer.reserve(1000)
    let capacity = buffer.capacity
    #expect(capacity >= 1010)
    for _ in 0..<100 { buffer.append("0123456789") }
    #expect(buffer.capacity == capacity)
    #expect(text(of: buffer) == String(repeating: "0123456789", count: 101))
  }
}
