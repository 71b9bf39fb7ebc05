import Firehose
import Testing

@Suite("Recognition of events")
struct FirehoseRecognitionTests {
  private func firehose(_ mix: Mix) -> Firehose { Firehose(seed: 5, mix: mix) }

  private func index(of bytes: [UInt8], in firehose: Firehose) -> Int? {
    bytes.withUnsafeBytes { firehose.index(of: $0) }
  }

  private func claimedIndex(of bytes: [UInt8], in firehose: Firehose) -> Int? {
    bytes.withUnsafeBytes { firehose.claimedIndex(of: $0) }
  }

  @Test(arguments: Mix.allCases)
  func `every event is recognised`(mix: Mix) {
    let firehose = firehose(mix)
    let last = Firehose.indices.upperBound - 1
    for index in Array(0..<3000) + Array(9_999_000...10_000_000) + [last - 2, last - 1, last] {
      let bytes = firehose.event(at: index)
      #expect(self.index(of: bytes, in: firehose) == index)
      #expect(claimedIndex(of: bytes, in: firehose) == index)
    }
  }

  @Test(arguments: Mix.allCases)
  func `one changed byte anywhere makes it another text, and only a change of the time hides which it was`(mix: Mix) {
    let firehose = firehose(mix)
    let time = 52..<68
    for index in [0, 1, 77, 10_000_000] {
      let bytes = firehose.event(at: index)
      for offset in bytes.indices {
        var damaged = bytes
        damaged[offset] ^= 1
        #expect(self.index(of: damaged, in: firehose) == nil)
        #expect(claimedIndex(of: damaged, in: firehose) == (time.contains(offset) ? nil : index))
      }
    }
  }

  @Test func `a part of an event and an event with more behind it are none`() {
    let firehose = firehose(.default)
    let bytes = firehose.event(at: 300)
    for count in bytes.indices {
      #expect(index(of: Array(bytes.prefix(count)), in: firehose) == nil)
      #expect(claimedIndex(of: Array(bytes.prefix(count)), in: firehose) == (count < 68 ? nil : 300))
    }
    #expect(index(of: bytes + [0], in: firehose) == nil)
    #expect(index(of: bytes + bytes, in: firehose) == nil)
  }

  @Test func `foreign text is no event, whatever it says for its time`() {
    let firehose = firehose(.default)
    let account = String(repeating: "a", count: 24)
    let times = ["0000000000000000", "9999999999999999", "1783175888085433", "178317588808543", "-783175888085434"]
    for time in times {
      let text = #"{"did":"did:plc:\#(account)","time_us":\#(time),"kind":"commit"}"#
      #expect(index(of: Array(text.utf8), in: firehose) == nil)
      #expect(claimedIndex(of: Array(text.utf8), in: firehose) == nil)
    }
    #expect(index(of: [], in: firehose) == nil)
    #expect(index(of: Array(String(repeating: "7", count: 600).utf8), in: firehose) == nil)
    #expect(index(of: Array("some other text".utf8), in: firehose) == nil)
  }

  @Test func `the events of another seed or another mix are none of this firehose`() {
    let firehose = firehose(.default)
    for other in [Firehose(seed: 6, mix: .default), self.firehose(.even), self.firehose(.november2024)] {
      for index in 0..<1000 { #expect(self.index(of: other.event(at: index), in: firehose) == nil) }
    }
  }
}
