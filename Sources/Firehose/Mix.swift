/// How often each collection occurs in the stream.
///
/// The measured shares move: a wave of new accounts makes follows a third of the stream. A layout that suits one
/// mix need not suit another, so capacity is checked against several.
package enum Mix: String, CaseIterable, Sendable, Codable {
  /// Jetstream v1, 2026-07-04, 152 events: likes dominate. The default.
  case july2026 = "2026-07"

  /// The surge of November 2024: a third of the events are follows.
  case november2024 = "2024-11"

  /// Five collections in equal parts: no real day, but no stream is favoured.
  case even = "even"

  /// The mix of a run that names none.
  package static let `default` = Mix.july2026

  /// The parts of a thousand events that fall to each collection.
  ///
  /// Published shares are rounded and need not sum to 1000: what counts is a part's size relative to the sum.
  struct PerMille {
    let like: Int
    let post: Int
    let repost: Int
    let follow: Int
    let block: Int
    let other: Int
  }

  var perMille: PerMille {
    switch self {
    case .july2026: PerMille(like: 691, post: 118, repost: 99, follow: 59, block: 7, other: 26)
    case .november2024: PerMille(like: 473, post: 94, repost: 59, follow: 333, block: 16, other: 24)
    case .even: PerMille(like: 200, post: 200, repost: 200, follow: 200, block: 200, other: 0)
    }
  }

  /// Sets the streams of two mixes apart, which would else share most of their likes. Any distinct numbers would do.
  var salt: UInt64 {
    switch self {
    case .july2026: 0x2026_07
    case .november2024: 0x2024_11
    case .even: 0x5_0005
    }
  }
}
