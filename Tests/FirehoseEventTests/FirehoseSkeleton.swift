/// An event without its content: keys, their order and what tells shapes apart, with `""` and `0` for the rest.
enum EventSkeleton {
  /// Keys whose values are part of the shape.
  private static let kept: [[UInt8]] = ["kind", "operation", "collection", "$type", "mimeType"].map { Array($0.utf8) }

  /// Empties strings and numbers of an event that has no white space between its tokens.
  static func of(_ bytes: [UInt8]) -> String {
    let quote = UInt8(ascii: "\"")
    var skeleton: [UInt8] = []
    var position = 0
    var keepsNext = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        let start = position + 1
        position = start
        while bytes[position] != quote { position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1 }
        let string = bytes[start..<position]
        position += 1
        let isKey = position < bytes.count && bytes[position] == UInt8(ascii: ":")
        skeleton.append(quote)
        if isKey || keepsNext { skeleton.append(contentsOf: string) }
        skeleton.append(quote)
        keepsNext = isKey && kept.contains { string.elementsEqual($0) }
      } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
        skeleton.append(UInt8(ascii: "0"))
        while bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") { position += 1 }
      } else {
        skeleton.append(byte)
        position += 1
      }
    }
    return String(decoding: skeleton, as: UTF8.self)
  }

  /// Every skeleton an event may have. Source: Jetstream v1, 2026-07-04, 152 events; the combinations of the parts
  /// of a post are those of its lexicon.
  static let recorded: Set<String> = {
    let like = reaction("app.bsky.feed.like")
    let repost = reaction("app.bsky.feed.repost")
    return Set(like + repost + posts + others)
  }()

  private static let reference = #"{"cid":"","uri":""}"#

  private static func commit(_ operation: String, _ collection: String, record: String? = nil) -> String {
    let end = record.map { #","record":{"$type":"\#(collection)",\#($0)},"cid":"""# } ?? ""
    return #"{"did":"","time_us":0,"kind":"commit","commit":{"rev":"","operation":"\#(operation)","#
      + #""collection":"\#(collection)","rkey":""\#(end)}}"#
  }

  private static func reaction(_ collection: String) -> [String] {
    let subject = #""createdAt":"","subject":\#(reference)"#
    return [subject, subject + #","via":\#(reference)"#].map { commit("create", collection, record: $0) }
  }

  private static let others = [
    commit("create", "app.bsky.graph.follow", record: #""createdAt":"","subject":"""#),
    commit("create", "app.bsky.graph.block", record: #""createdAt":"","subject":"""#),
    commit("delete", "app.bsky.graph.follow"),
    commit("delete", "app.bsky.feed.post"),
    commit(
      "update", "fm.teal.alpha.actor.status",
      record: #""expiry":"","item":{"artists":[{"artistName":""}],"duration":null,"playedTime":"","releaseName":"","#
        + #""submissionClientAgent":"","trackName":""},"time":"""#),
    commit(
      "update", "app.bsky.actor.status",
      record: #""createdAt":"","durationMinutes":0,"embed":{"$type":"app.bsky.embed.external","external":{"#
        + #""$type":"app.bsky.embed.external#external","description":"","thumb":{"$type":"blob","ref":{"$link":""},"#
        + #""mimeType":"image/jpeg","size":0},"title":"","uri":""}},"status":"""#),
    #"{"did":"","time_us":0,"kind":"identity","identity":{"did":"","seq":0,"time":""}}"#,
    #"{"did":"","time_us":0,"kind":"account","account":{"active":true,"did":"","seq":0,"time":""}}"#,
  ]

  private static let posts: [String] = {
    let image =
      #"{"alt":"","aspectRatio":{"height":0,"width":0},"image":{"$type":"blob","ref":{"$link":""},"#
      + #""mimeType":"image/jpeg","size":0}}"#
    let link = facet("link", key: "uri")
    let tag = facet("tag", key: "tag")
    let embeds = ["", image, "\(image),\(image)"].map {
      $0.isEmpty ? "" : #""embed":{"$type":"app.bsky.embed.images","images":[\#($0)]},"#
    }
    let facets = [[], [link], [tag], [tag, tag], [link, tag], [link, tag, tag]].map {
      $0.isEmpty ? "" : #""facets":[\#($0.joined(separator: ","))],"#
    }
    let languages = ["", #""langs":[""],"#, #""langs":["",""],"#]
    let replies = ["", #""reply":{"parent":\#(reference),"root":\#(reference)},"#]
    var posts: [String] = []
    for embed in embeds {
      for facet in facets {
        for language in languages {
          for reply in replies {
            let record = #""createdAt":"",\#(embed)\#(facet)\#(language)\#(reply)"text":"""#
            posts.append(commit("create", "app.bsky.feed.post", record: record))
          }
        }
      }
    }
    return posts
  }()

  private static func facet(_ name: String, key: String) -> String {
    #"{"features":[{"$type":"app.bsky.richtext.facet#\#(name)","\#(key)":""}],"index":{"byteEnd":0,"byteStart":0}}"#
  }
}
