/// One event before it is written: what is drawn first, and the generator for all the rest.
struct EventDraft {
  let index: Int
  let shape: Shape

  /// Whether somebody came to the liked or reposted post through a repost, which the record then names.
  let isVia: Bool

  /// The size of the whole event in UTF-8 bytes. Whoever writes it has to meet it exactly.
  let byteCount: Int

  /// When the firehose passed the event on: microseconds since 1970.
  let timeMicroseconds: Int

  var random: SplitMix64

  init(index: Int, shares: ShapeShares, random: SplitMix64) {
    var random = random
    self.index = index
    shape = shares.draw(from: &random)
    timeMicroseconds = EventTime.earliest(ofEventAt: index) + random.next(below: EventTime.jitter)
    isVia =
      switch shape {
      // 18 of 105 recorded likes and 6 of 15 reposts.
      case .like: random.next(below: 105) < 18
      case .repost: random.next(below: 15) < 6
      default: false
      }
    byteCount =
      switch shape {
      case .like: isVia ? 659 : 502
      case .post: PostSize.draw(from: &random)
      case .repost: isVia ? 663 : 506
      case .follow: 394
      case .unfollow: 199
      case .block: 392
      case .postDeletion: 196
      case .musicStatus: 593
      case .liveStatus: 867
      case .identity: 193
      case .account: 205
      }
    self.random = random
  }

  /// Writes the event at the end of `bytes`.
  mutating func append(to bytes: inout EventBuffer) {
    let end = bytes.count + byteCount
    bytes.reserve(byteCount)
    bytes.append(#"{"did":"did:plc:"#)
    switch shape {
    case .like: appendLike(to: &bytes)
    case .post: appendPost(endingAt: end, to: &bytes)
    case .repost: appendRepost(to: &bytes)
    case .follow: appendFollow(to: &bytes)
    case .unfollow: appendUnfollow(to: &bytes)
    case .block: appendBlock(to: &bytes)
    case .postDeletion: appendPostDeletion(to: &bytes)
    case .musicStatus: appendMusicStatus(to: &bytes)
    case .liveStatus: appendLiveStatus(to: &bytes)
    case .identity: appendIdentity(to: &bytes)
    case .account: appendAccount(to: &bytes)
    }
    precondition(bytes.count == end, "event \(index) (\(shape)) is not \(byteCount) bytes long")
  }
}
