import Firehose
import Testing

@Suite("Firehose")
struct FirehoseTests {
  @Test(arguments: Mix.allCases)
  func `an event is the same in whatever order events are made`(mix: Mix) {
    let forward = (0..<500).map { Firehose(seed: 7, mix: mix).event(at: $0) }
    let firehose = Firehose(seed: 7, mix: mix)
    let backward = (0..<500).reversed().map { firehose.event(at: $0) }
    #expect(backward.reversed() == forward)
  }

  @Test(arguments: Mix.allCases)
  func `a buffer holds the same events one after the other`(mix: Mix) {
    let firehose = Firehose(seed: 7, mix: mix)
    var buffer = EventBuffer(capacity: 1)
    for index in 0..<500 { firehose.append(eventAt: index, to: &buffer) }
    let expected = (0..<500).flatMap { firehose.event(at: $0) }
    #expect(buffer.withUnsafeBytes { Array($0) } == expected)
  }

  @Test(arguments: Mix.allCases)
  func `the byte count, collection, kind and time are those of the event`(mix: Mix) throws {
    let firehose = Firehose(seed: 7, mix: mix)
    for index in 0..<2000 {
      let bytes = firehose.event(at: index)
      let event = try ParsedEvent(bytes)
      #expect(firehose.byteCount(ofEventAt: index) == bytes.count)
      #expect(bytes.count <= Firehose.maximumByteCount)
      #expect(firehose.timeMicroseconds(ofEventAt: index) == event.timeMicroseconds)
      #expect(firehose.kind(ofEventAt: index).rawValue == event.kind)
      #expect(firehose.collection(ofEventAt: index).rawValue == (event.collection ?? event.kind))
    }
  }

  @Test func `no two events are the same, nor are two seeds or two mixes at any index`() {
    var seen: Set<[UInt8]> = []
    var count = 0
    for mix in Mix.allCases {
      for seed: UInt64 in [0, 1, 2, .max] {
        for index in 0..<200 {
          seen.insert(Firehose(seed: seed, mix: mix).event(at: index))
          count += 1
        }
      }
    }
    #expect(seen.count == count)
  }

  /// A load is described by its seed and its mix alone, so old reports hold only while these numbers do. A change of
  /// the generator changes them: then write down the new ones, and say in the commit that the events changed.
  @Test(
    arguments: zip(
      Mix.allCases,
      [8_750_437_991_450_126_290, 10_545_746_645_655_226_950, 18_164_221_800_091_710_348] as [UInt64]))
  func `the events are those of every earlier version`(mix: Mix, golden: UInt64) {
    let firehose = Firehose(seed: 1, mix: mix)
    // FNV-1a, 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in 0..<1000 {
      for byte in firehose.event(at: index) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
    #expect(hash == golden)
  }

  @Test func `a negative index is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Firehose(seed: 1, mix: .default).event(at: -1)
    }
  }

  @Test func `an index past the last is refused`() async {
    await #expect(processExitsWith: .failure) {
      _ = Firehose(seed: 1, mix: .default).event(at: Firehose.indices.upperBound)
    }
  }

  @Test func `mixes are named as in the options of a run`() {
    #expect(Mix.allCases.map(\.rawValue) == ["2026-07", "2024-11", "even"])
    #expect(Mix.default.rawValue == "2026-07")
  }
}
