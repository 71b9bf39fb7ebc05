import Firehose
import Foundation
import Testing

/// The posts: their texts, and what points into them.
@Suite("Firehose, posts")
struct FirehosePostTests {
  /// The records of the first posts.
  private let posts: [[String: Any]]

  init() throws {
    let firehose = Firehose(seed: 1, mix: .even)
    posts = try (0..<8000).compactMap { index in
      guard firehose.collection(ofEventAt: index) == .post else { return nil }
      return try ParsedEvent(firehose.event(at: index)).record
    }
  }

  @Test func `facets point at exactly the link or the tag`() throws {
    var links = 0
    var tags = 0
    for post in posts {
      let text = Array(try #require(post["text"] as? String).utf8)
      var last = 0
      for facet in post["facets"] as? [[String: Any]] ?? [] {
        let index = try #require(facet["index"] as? [String: Int])
        let start = try #require(index["byteStart"])
        let end = try #require(index["byteEnd"])
        try #require(start >= last && start < end && end <= text.count)
        last = end
        let target = try #require(String(validating: text[start..<end], as: UTF8.self))
        let feature = try #require((facet["features"] as? [[String: String]])?.first)
        if let tag = feature["tag"] {
          tags += 1
          #expect(target == "#" + tag)
        } else {
          links += 1
          let address = try #require(feature["uri"])
          let shown = "https://" + target
          #expect(shown == address || shown.hasSuffix("...") && address.hasPrefix(shown.dropLast(3)))
        }
      }
    }
    #expect(links > 200 && tags > 200)
  }

  @Test func `no text has more than 300 graphemes`() throws {
    for post in posts {
      let text = try #require(post["text"] as? String)
      #expect(text.count <= 300, "\(text)")
    }
  }

  @Test func `the texts have all widths of UTF-8, joined emoji and all common escapes`() throws {
    let texts = try posts.map { try #require($0["text"] as? String) }.joined()
    for sample in ["é", "日", "я", "ق", "🙂", "👩‍💻", "👨‍👩‍👧‍👦", "\n", "\"", "\\"] {
      #expect(texts.contains(sample), "\(sample)")
    }
  }

  @Test func `some posts answer others, show images, have no language or two`() {
    func count(_ property: ([String: Any]) -> Bool) -> Int { posts.count(where: property) }
    #expect(count { $0["reply"] != nil } > posts.count / 10)
    #expect(count { $0["embed"] != nil } > posts.count / 10)
    #expect(count { $0["facets"] != nil } > posts.count / 10)
    #expect(count { $0["facets"] == nil && $0["embed"] == nil && $0["reply"] == nil } > posts.count / 10)
    #expect(count { $0["langs"] == nil } > posts.count / 50)
    #expect(count { ($0["langs"] as? [String])?.count == 2 } > posts.count / 50)
  }

  @Test func `a reply names the beginning of its thread, which may be what it answers`() throws {
    var first = 0
    var later = 0
    for post in posts {
      guard let reply = post["reply"] as? [String: [String: String]] else { continue }
      let parent = try #require(reply["parent"])
      let root = try #require(reply["root"])
      if parent == root {
        first += 1
      } else {
        later += 1
        let key = try #require(parent["uri"]?.suffix(13))
        let rootKey = try #require(root["uri"]?.suffix(13))
        #expect(rootKey < key)
      }
    }
    #expect(first > 100 && later > 100)
  }

  /// Layouts are chosen by these bounds: too low, and a text outgrows its limit; too high, and it has no room.
  @Test func `what surrounds the text of a post is within the bounds of its layout`() throws {
    let firehose = Firehose(seed: 1, mix: .even)
    var outliers: [String] = []
    for index in 0..<8000 where firehose.collection(ofEventAt: index) == .post {
      let bytes = firehose.event(at: index)
      guard let record = try ParsedEvent(bytes).record else { continue }
      let facets = record["facets"] as? [[String: Any]] ?? []
      let isLink = facets.map { ($0["features"] as? [[String: String]])?.first?["uri"] != nil }
      let images = (record["embed"] as? [String: Any])?["images"] as? [Any] ?? []
      let layout = try #require(
        PostLayout.all.first {
          $0.isReply == (record["reply"] != nil) && $0.imageCount == images.count
            && $0.hasLink == isLink.contains(true) && $0.tagCount == isLink.count { !$0 }
        })
      let json = String(decoding: bytes, as: UTF8.self)
      let start = try #require(json.range(of: #""text":""#)?.upperBound)
      let end = try #require(json.range(of: #""},"cid":""#, options: .backwards)?.lowerBound)
      let frameBytes = bytes.count - json[start..<end].utf8.count
      if !layout.frameBytes.contains(frameBytes) {
        outliers.append("event \(index): \(frameBytes) bytes, expected \(layout.frameBytes)")
      }
    }
    #expect(outliers == [])
  }

  @Test func `every size a post can have suits some layout in every script`() {
    var misfits: [String] = []
    for script in Script.all {
      for byteCount in PostSize.minimum...PostSize.maximum {
        let suits = PostLayout.all.contains { $0.fits(byteCount: byteCount, script: script) }
        if !suits { misfits.append("\(byteCount) bytes in \(script.language)") }
      }
    }
    #expect(misfits == [])
  }
}
