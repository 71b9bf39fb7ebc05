/// A small, fast generator of random bits whose whole state is one number.
///
/// An event starts its own generator from its index, so any event can be made without those before it. A copy
/// of the generator repeats what the original goes on to draw.
///
/// Source: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014, in the form of
/// Vigna's public-domain <https://prng.di.unimi.it/splitmix64.c>.
package struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(state: UInt64) {
    self.state = state
  }

  /// Draws the next 64 bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.scramble(state)
  }

  /// Draws an integer from `0..<bound`, all equally likely but for a bias below `bound / 2^64`.
  ///
  /// Source: Lemire, "Fast Random Integer Generation in an Interval", 2019, without the rejection step.
  package mutating func next(below bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// Spreads every bit of `value` over all 64: a bijection, so different values stay different.
  static func scramble(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
