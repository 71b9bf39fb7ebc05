import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("Headline of a control")
struct HeadlineTests {
  /// What is shown of the first control of the small specification, after a change of its record.
  private func shown(_ change: (inout ControlRecord) throws -> Void) throws -> String {
    var report = try SampleRun.conformant().report
    try change(&report.controls[0])
    let row = try #require(report.markdown().split(separator: "\n").first { $0.hasPrefix("| CAP-01 | ") })
    let text = try #require(row.split(separator: "|").last).trimmingCharacters(in: .whitespaces)
      .replacing("&lt;", with: "<")
    // Every form says the same.
    #expect(report.matrix(color: false).contains(text))
    #expect(report.junit().replacing("&lt;", with: "<").contains("\"headline\" value=\"\(text)\""))
    #expect(report.html().replacing("&lt;", with: "<").contains("<span class=\"finding\">\(text)</span>"))
    return text
  }

  private func measure(_ json: String) throws -> MeasureRecord {
    try JSONDecoder().decode(MeasureRecord.self, from: Data(json.utf8))
  }

  /// A measure within its limit, in the format of the report.
  private func within(_ name: String, _ unit: String, _ observed: String, _ comparison: String, _ limit: String) throws
    -> MeasureRecord
  {
    try measure(
      """
      {"name": "\(name)", "description": "d", "unit": "\(unit)", "observed": \(observed), "limit": \(limit),
       "comparison": "\(comparison)", "level": "must", "outcome": "within", "observations": []}
      """)
  }

  @Test func `a duration stands beside its limit, with how often it was seen`() throws {
    let text = try shown {
      $0.measures = [
        try within("power-cuts", "count", "12", "at-least", "10"),
        try within("loss-window", "s", "0.997", "at-most", "2"),
      ]
      $0.headline = Headline(measure: "loss-window", count: "power-cuts")
    }
    #expect(text == "loss window 997 ms (≤ 2 s), 12 power cuts")
  }

  @Test func `a percentile is written as one says it, and one kill is one`() throws {
    let text = try shown {
      $0.measures = [
        try within("write-p99", "s", "0.00022", "below", "0.005"), try within("kills", "count", "1", "at-least", "1"),
      ]
      $0.headline = Headline(measure: "write-p99", count: "kills")
    }
    #expect(text == "write P99 0.22 ms (< 5 ms), 1 kill")
  }

  @Test func `what must be equal and is needs no limit, and events are said once`() throws {
    let text = try shown {
      $0.measures = [
        try within("lost", "events", "0", "equal", "0"),
        try within("events-drained", "events", "27000", "equal", "27000"),
      ]
      $0.headline = Headline(measure: "lost", count: "events-drained")
    }
    #expect(text == "lost 0 events, 27,000 events drained")
    let held = try shown {
      $0.measures = [try within("events-held", "events", "27000", "at-least", "100")]
      $0.headline = Headline(measure: "events-held")
    }
    #expect(held == "events held 27,000 (≥ 100 events)")
  }

  @Test func `a setting keeps its name`() throws {
    let text = try shown {
      $0.measures = [try within("maxmemory-policy", "value", #""allkeys-lru""#, "equal", #""allkeys-lru""#)]
      $0.headline = Headline(measure: "maxmemory-policy")
    }
    #expect(text == "maxmemory-policy allkeys-lru")
    let number = try shown {
      var measure = try within("maxmemory-samples", "count", "5", "at-least", "5")
      measure.setting = "maxmemory-samples"
      $0.measures = [measure]
      $0.headline = Headline(measure: "maxmemory-samples")
    }
    #expect(number == "maxmemory-samples 5 (≥ 5)")
  }

  @Test func `what is only recorded is shown as it is, over its whole range`() throws {
    let row = try #require(try Report.mixed().markdown().split(separator: "\n").first { $0.hasPrefix("| CAP-07 | ") })
    #expect(row.hasSuffix("| events held 1,205,142 to 3,650,941 |"))
  }

  @Test func `of a failed control the worst is shown, whatever its headline`() throws {
    let text = try shown {
      $0.status = .fail
      var p99 = try within("p99", "s", "0.006", "below", "0.005")
      p99.outcome = .outside
      p99.margin = -0.2
      var longest = try within("longest", "s", "3", "at-most", "1")
      longest.outcome = .outside
      longest.margin = -2
      $0.measures = [try within("rate", "ops/s", "2000", "at-least", "1000"), p99, longest]
      $0.headline = Headline(measure: "rate")
    }
    #expect(text == "longest 3 s (must be ≤ 1 s); 1 more measure outside")
  }

  @Test func `what must be equal and is not is worse than any distance`() throws {
    let text = try shown {
      $0.status = .fail
      var longest = try within("longest", "s", "30", "at-most", "1")
      longest.outcome = .outside
      longest.margin = -29
      var lost = try within("lost-events", "events", "3", "equal", "0")
      lost.outcome = .outside
      $0.measures = [longest, lost]
      $0.headline = Headline(measure: "longest")
    }
    #expect(text == "lost events 3 (must be 0 events); 1 more measure outside")
  }

  @Test func `a missed recommendation stands behind the headline`() throws {
    let text = try shown {
      var recommended = try within("peak-memory-recommended", "ratio", "0.86", "at-most", "0.8")
      recommended.outcome = .outsideRecommended
      recommended.level = .should
      $0.measures = [recommended, try within("peak-memory", "ratio", "0.86", "at-most", "0.9")]
      $0.headline = Headline(measure: "peak-memory")
    }
    #expect(text == "peak memory 86 % (≤ 90 %, should be ≤ 80 %)")
    let another = try shown {
      var spread = try within("spread", "ratio", "0.2", "at-most", "0.1")
      spread.outcome = .outsideRecommended
      spread.level = .should
      $0.measures = [spread, try within("rate", "ops/s", "2000", "at-least", "1000")]
      $0.headline = Headline(measure: "rate")
    }
    #expect(another == "rate 2,000 ops/s (≥ 1,000 ops/s); spread 20 % (should be ≤ 10 %)")
  }

  @Test func `a control that could not be judged shows why`() throws {
    let text = try shown {
      $0.status = .error
      $0.reason = "host too noisy: 2 ms"
      $0.inconclusive = Inconclusive(.hostNoise, "2 ms")
    }
    #expect(text == "host too noisy: 2 ms")
  }
}
