/// What an event looks like: its kind, its collection and what was done.
enum Shape: CaseIterable, Sendable {
  case like
  case post
  case repost
  case follow
  case unfollow
  case block
  case postDeletion
  case musicStatus
  case liveStatus
  case identity
  case account

  var collection: Firehose.Collection {
    switch self {
    case .like: .like
    case .post, .postDeletion: .post
    case .repost: .repost
    case .follow, .unfollow: .follow
    case .block: .block
    case .musicStatus: .musicStatus
    case .liveStatus: .liveStatus
    case .identity: .identity
    case .account: .account
    }
  }

  var kind: Firehose.Kind {
    switch self {
    case .identity: .identity
    case .account: .account
    default: .commit
    }
  }
}

/// Draws the shape of an event according to a mix.
struct ShapeShares: Sendable {
  /// A shape and the end of its part of `0..<total`; the part begins where that of the shape before it ends.
  private struct Part {
    let shape: Shape
    let end: Int
  }

  private let parts: [Part]
  private let total: Int

  /// Splits the collections of `mix` into shapes.
  ///
  /// Deletions are 2.0 % (unfollows) and 0.7 % (posts) of all events, and the four rare shapes share the rest
  /// equally. That was measured for the mix of 2026-07 only; the others take it over for want of a measurement.
  init(mix: Mix) {
    let share = mix.perMille
    let tenThousandths: [(Shape, Int)] = [
      (.like, 10 * share.like),
      (.post, 10 * share.post - 70),
      (.repost, 10 * share.repost),
      (.follow, 10 * share.follow - 200),
      (.unfollow, 200),
      (.block, 10 * share.block),
      (.postDeletion, 70),
      (.musicStatus, 10 * share.other / 4),
      (.liveStatus, 10 * share.other / 4),
      (.identity, 10 * share.other / 4),
      (.account, 10 * share.other / 4),
    ]
    var parts: [Part] = []
    var end = 0
    for (shape, size) in tenThousandths {
      end += size
      parts.append(Part(shape: shape, end: end))
    }
    self.parts = parts
    total = end
  }

  func draw(from random: inout SplitMix64) -> Shape {
    let point = random.next(below: total)
    // The commonest shapes come first, so that this ends after two steps on average.
    for part in parts where point < part.end { return part.shape }
    preconditionFailure("a point of 0..<\(total) lies in no part")
  }
}
