/// When the firehose passes each event on: microseconds since 1970, strictly increasing with the index.
///
/// The first recorded event came at `start`, and those after it at 93.75 events per second: 32,000 / 3 µs each.
enum EventTime {
  private static let start = 1_783_175_888_085_434
  private static let microsecondsOfThreeEvents = 32_000

  /// How many microseconds an event can be late by, and still come before the next.
  static let jitter = microsecondsOfThreeEvents / 3

  /// The time of an event that is not late.
  static func earliest(ofEventAt index: Int) -> Int {
    start + index * microsecondsOfThreeEvents / 3
  }

  /// The only event that can have this time; not every time is one of an event.
  static func index(at microseconds: Int) -> Int {
    // The earliest time is cut by up to two thirds of a microsecond: 2 makes up for that, and jitter leaves room.
    let (index, rest) = (3 * (microseconds - start) + 2).quotientAndRemainder(dividingBy: microsecondsOfThreeEvents)
    return rest < 0 ? index - 1 : index
  }
}
