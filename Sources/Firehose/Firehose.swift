/// The events of the Bluesky firehose, in the JSON of Jetstream version 1, made up but true to form.
///
/// Event `i` depends on the seed, the mix and `i` alone: it is the same on every run and machine and need not be
/// stored to be checked later. The structure, the sizes and the shares follow 152 contiguous events recorded on
/// 2026-07-04 from 14:38:08 UTC. What an identifier names does not exist, and no hash or signature holds.
///
/// ```swift
/// let firehose = Firehose(seed: 1, mix: .default)
/// firehose.append(eventAt: 2_699_999, to: &buffer)
/// ```
package struct Firehose: Sendable {
  /// The indices that have an event: eleven years of them. Beyond, `seq` would outgrow the recorded sizes.
  package static let indices = 0..<(1 << 35)

  /// The size in bytes of the largest event that can occur.
  package static let maximumByteCount = PostSize.maximum

  private let stream: UInt64
  private let shares: ShapeShares

  /// Makes the firehose of one seed; another mix makes another one, even of the same seed.
  package init(seed: UInt64, mix: Mix) {
    stream = SplitMix64.scramble(SplitMix64.scramble(seed) ^ mix.salt)
    shares = ShapeShares(mix: mix)
  }

  /// Appends the JSON of an event, without a newline, to `bytes`.
  package func append(eventAt index: Int, to bytes: inout EventBuffer) {
    var draft = draft(at: index)
    draft.append(to: &bytes)
  }

  /// The JSON of an event, without a newline. For tests and reports: a load appends to a buffer instead.
  package func event(at index: Int) -> [UInt8] {
    var bytes = EventBuffer(capacity: Self.maximumByteCount)
    append(eventAt: index, to: &bytes)
    return bytes.withUnsafeBytes { Array($0) }
  }

  /// The size of an event in bytes, at a small part of the cost of writing it.
  ///
  /// RESP wants the length of a value before the value.
  package func byteCount(ofEventAt index: Int) -> Int {
    draft(at: index).byteCount
  }

  /// What a layout with one stream per collection files an event under.
  package func collection(ofEventAt index: Int) -> Collection {
    draft(at: index).shape.collection
  }

  /// The event's `kind`.
  package func kind(ofEventAt index: Int) -> Kind {
    draft(at: index).shape.kind
  }

  /// The event's `time_us`: microseconds since 1970, strictly increasing with the index.
  package func timeMicroseconds(ofEventAt index: Int) -> Int {
    draft(at: index).timeMicroseconds
  }

  @inline(__always)
  func draft(at index: Int) -> EventDraft {
    precondition(Self.indices.contains(index), "the firehose has no event at the index \(index): 0..<2^35")
    let start = SplitMix64.scramble(stream ^ UInt64(index))
    return EventDraft(index: index, shares: shares, random: SplitMix64(state: start))
  }
}
