import Firehose
import Foundation
import Testing

/// The form of the events: JSON, keys and their order, identifiers, times.
@Suite("Firehose, form")
struct FirehoseFormTests {
  @Test(arguments: Mix.allCases)
  func `every event is UTF-8 with the keys of a recorded shape in their order`(mix: Mix) {
    let firehose = Firehose(seed: 1, mix: mix)
    let strange = (0..<20_000).filter { index in
      let bytes = firehose.event(at: index)
      return String(validating: bytes, as: UTF8.self) == nil
        || !EventSkeleton.recorded.contains(EventSkeleton.of(bytes))
    }
    #expect(strange == [], "indices of the events")
  }

  @Test(arguments: Mix.allCases)
  func `every event is JSON whose identifiers are well formed`(mix: Mix) throws {
    let firehose = Firehose(seed: 1, mix: mix)
    var malformed: [String] = []
    for index in 0..<20_000 {
      for (key, value) in try ParsedEvent(firehose.event(at: index)).strings
      where !IdentifierForm.isWellFormed(value, key: key) {
        malformed.append("event \(index): \(key) = \(value)")
      }
    }
    #expect(malformed == [])
  }

  @Test(arguments: Mix.allCases)
  func `time_us has sixteen digits and strictly increases`(mix: Mix) {
    let firehose = Firehose(seed: 1, mix: mix)
    let times = (0..<50_000).map { firehose.timeMicroseconds(ofEventAt: $0) }
    #expect(zip(times, times.dropFirst()).allSatisfy { $0 < $1 })
    #expect(times[0] >= 1_783_175_888_085_434)
    #expect(String(times[0]).utf8.count == 16)
    let last = firehose.timeMicroseconds(ofEventAt: Firehose.indices.upperBound - 1)
    #expect(String(last).utf8.count == 16)
  }

  @Test func `the stream runs at 93.75 events per second`() {
    let firehose = Firehose(seed: 1, mix: .default)
    let hour = firehose.timeMicroseconds(ofEventAt: 337_500) - firehose.timeMicroseconds(ofEventAt: 0)
    #expect(abs(hour - 3_600_000_000) < 11_000)
  }

  @Test(arguments: Mix.allCases)
  func `what happened is dated 0 to 3 seconds before the event, by every clock`(mix: Mix) throws {
    let firehose = Firehose(seed: 1, mix: mix)
    // Over eleven years, so that months, years and leap days end.
    for index in stride(from: 0, to: Firehose.indices.upperBound, by: Firehose.indices.upperBound / 3000) {
      let event = try ParsedEvent(firehose.event(at: index))
      guard let written = event.time else { continue }
      let created = try milliseconds(written)
      #expect((0...3_000_000).contains(event.timeMicroseconds - created * 1000))
      guard let key = event.recordKey, key != "self", let revision = event.revision else { continue }
      #expect(IdentifierForm.microseconds(ofTID: key) / 1000 == created)
      #expect(IdentifierForm.microseconds(ofTID: revision) > IdentifierForm.microseconds(ofTID: key))
      #expect(IdentifierForm.microseconds(ofTID: revision) <= event.timeMicroseconds)
    }
  }

  @Test func `midnight begins the next day`() throws {
    let firehose = Firehose(seed: 1, mix: .default)
    // The index of the first event after 2026-07-05T00:00:00Z, and those around it.
    var days: Set<Substring> = []
    for index in 3_160_492 - 400..<3_160_492 + 400 {
      let event = try ParsedEvent(firehose.event(at: index))
      guard let written = event.time else { continue }
      days.insert(written.prefix(17))
      #expect((0...3_000_000).contains(event.timeMicroseconds - (try milliseconds(written)) * 1000))
    }
    #expect(days == ["2026-07-04T23:59:", "2026-07-05T00:00:"])
  }

  @Test func `a relayed announcement names one account and the next number`() throws {
    let firehose = Firehose(seed: 1, mix: .november2024)
    for index in 0..<5000 where firehose.kind(ofEventAt: index) != .commit {
      let event = try ParsedEvent(firehose.event(at: index))
      let inner = try #require(event.object[event.kind] as? [String: Any])
      #expect(inner["did"] as? String == event.object["did"] as? String)
      #expect(inner["seq"] as? Int == 31_527_015_470 + index)
    }
  }

  /// Milliseconds since 1970 of an RFC 3339 time, by Foundation's reading of it.
  private func milliseconds(_ text: String) throws -> Int {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    return Int((try style.parse(text).timeIntervalSince1970 * 1000).rounded())
  }
}
