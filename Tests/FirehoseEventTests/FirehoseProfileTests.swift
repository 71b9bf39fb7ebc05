import Firehose
import Testing

/// The figures the firehose has to reproduce.
///
/// Source of the sizes and of the mix 2026-07: Jetstream v1, 2026-07-04, 152 events.
@Suite("Firehose, profile")
struct FirehoseProfileTests {
  /// Sizes of the first 100,000 events of the mix 2026-07, by collection. Deletions are apart.
  private struct Sizes {
    var all: [Int] = []
    var created: [Firehose.Collection: [Int]] = [:]

    init(mix: Mix) {
      let firehose = Firehose(seed: 1, mix: mix)
      for index in 0..<100_000 {
        let byteCount = firehose.byteCount(ofEventAt: index)
        all.append(byteCount)
        if byteCount == 196 || byteCount == 199 { continue }
        created[firehose.collection(ofEventAt: index), default: []].append(byteCount)
      }
    }
  }

  private func mean(_ values: [Int]) -> Double {
    Double(values.reduce(0, +)) / Double(values.count)
  }

  @Test func `the mean size is the one recorded`() {
    #expect(abs(mean(Sizes(mix: .july2026).all) / 551.7 - 1) < 0.02)
  }

  @Test(arguments: Mix.allCases)
  func `the mean size of every shape is the one recorded`(mix: Mix) {
    let recorded: [Firehose.Collection: Double] = [
      .like: 528.9, .post: 845.6, .repost: 568.8, .follow: 394, .block: 392, .musicStatus: 593, .liveStatus: 867,
      .identity: 193, .account: 205,
    ]
    for (collection, sizes) in Sizes(mix: mix).created {
      #expect(abs(mean(sizes) / (recorded[collection] ?? 0) - 1) < 0.02, "\(collection)")
    }
  }

  @Test(arguments: Mix.allCases)
  func `all shapes but posts have their recorded sizes only`(mix: Mix) {
    let recorded: [Firehose.Collection: Set<Int>] = [
      .like: [502, 659], .repost: [506, 663], .follow: [394], .block: [392], .musicStatus: [593], .liveStatus: [867],
      .identity: [193], .account: [205],
    ]
    for (collection, sizes) in Sizes(mix: mix).created where collection != .post {
      #expect(Set(sizes) == recorded[collection], "\(collection)")
    }
  }

  @Test func `posts have the recorded quantiles of size`() throws {
    let sizes = try #require(Sizes(mix: .even).created[.post]).sorted()
    for (share, recorded) in [(0.1, 589.0), (0.5, 822), (0.9, 1157)] {
      let quantile = Double(sizes[Int(share * Double(sizes.count))])
      #expect(abs(quantile / recorded - 1) < 0.02, "the quantile \(share)")
    }
    #expect(try #require(sizes.first) >= 537)
    #expect(try #require(sizes.last) <= 1246)
  }

  /// Per mille, as measured. Those of 2024-11 sum to 999: rounding of the source.
  @Test(
    arguments: zip(
      Mix.allCases,
      [
        [691, 118, 99, 59, 7, 26],
        [473, 94, 59, 333, 16, 24],
        [200, 200, 200, 200, 200, 0],
      ]))
  func `every collection has its share of the mix`(mix: Mix, perMille: [Int]) {
    let firehose = Firehose(seed: 1, mix: mix)
    let total = 100_000
    var counts: [Firehose.Collection: Int] = [:]
    for index in 0..<total { counts[firehose.collection(ofEventAt: index), default: 0] += 1 }
    let rare: [Firehose.Collection] = [.musicStatus, .liveStatus, .identity, .account]
    let sum = Double(perMille.reduce(0, +))
    for (collection, share) in zip([.like, .post, .repost, .follow, .block] as [Firehose.Collection], perMille) {
      let observed = Double(counts[collection] ?? 0) / Double(total)
      #expect(abs(observed - Double(share) / sum) < 0.01, "\(collection)")
    }
    for collection in rare {
      let observed = Double(counts[collection] ?? 0) / Double(total)
      #expect(abs(observed - Double(perMille[5]) / sum / 4) < 0.002, "\(collection)")
    }
  }

  @Test(arguments: Mix.allCases)
  func `two in a hundred events are unfollows and seven in a thousand delete a post`(mix: Mix) {
    let sizes = Sizes(mix: mix).all
    let unfollows = Double(sizes.count { $0 == 199 }) / Double(sizes.count)
    let deletedPosts = Double(sizes.count { $0 == 196 }) / Double(sizes.count)
    #expect(abs(unfollows - 0.020) < 0.002)
    #expect(abs(deletedPosts - 0.007) < 0.001)
  }
}
