import MET001
import Testing

@Suite("Measure")
struct MeasureTests {
  // MARK: Limits

  @Test(arguments: [
    (Comparison.atMost, 9.0, true), (.atMost, 10, true), (.atMost, 10.0.nextUp, false), (.atMost, 11, false),
    (.atLeast, 9, false), (.atLeast, 10.0.nextDown, false), (.atLeast, 10, true), (.atLeast, 11, true),
    (.below, 10.0.nextDown, true), (.below, 10, false), (.below, 11, false),
    (.equal, 10, true), (.equal, 10.0.nextUp, false), (.equal, 10.0.nextDown, false),
    (.recorded, -1, true), (.recorded, 10, true),
  ])
  func `a number is compared up to the very limit`(comparison: Comparison, observed: Double, isWithin: Bool) throws {
    #expect(try MadeUpSpecification.measure(comparison).admits(.number(observed), limit: 10) == isWithin)
  }

  @Test(arguments: Comparison.allCases, [Double.nan, .infinity, -.infinity])
  func `what is no finite number is within no limit`(comparison: Comparison, observed: Double) throws {
    let measure = try MadeUpSpecification.measure(comparison)
    for limit: Value in [10, .number(.infinity), .number(-.infinity), .number(.nan)] {
      #expect(!measure.admits(.number(observed), limit: limit))
    }
    #expect(!measure.admits(.number(observed), limit: nil))
  }

  @Test(arguments: [Comparison.atMost, .atLeast, .below, .equal])
  func `a text is within no limit that is a number, nor a number within a text`(comparison: Comparison) throws {
    let measure = try MadeUpSpecification.measure(comparison)
    #expect(!measure.admits("10", limit: 10))
    #expect(!measure.admits(10, limit: "10"))
  }

  @Test func `a text equals itself alone`() throws {
    let measure = try MadeUpSpecification.measure(.equal, unit: .value)
    #expect(measure.admits("on", limit: "on"))
    #expect(!measure.admits("ON", limit: "on"))
    #expect(!measure.admits("on ", limit: "on"))
    #expect(measure.admits("", limit: ""))
  }

  @Test(arguments: [Comparison.atMost, .atLeast, .below, .equal])
  func `where the limit is missing nothing is within it`(comparison: Comparison) throws {
    #expect(try !MadeUpSpecification.measure(comparison).admits(10, limit: nil))
  }

  @Test func `a text can be recorded`() throws {
    #expect(try MadeUpSpecification.measure(.recorded).admits("anything", limit: nil))
  }

  @Test func `every comparison has a sign, but for the one that does not compare`() {
    #expect(Comparison.allCases.map(\.sign) == ["=", "≤", "≥", "<", ""])
  }

  // MARK: Margins

  @Test(arguments: [
    (Comparison.atMost, 10.0, 8.0, 0.2), (.atMost, 10, 12, -0.2), (.atMost, 10, 10, 0),
    (.below, 10, 8, 0.2), (.below, 10, 12, -0.2),
    (.atLeast, 10, 12, 0.2), (.atLeast, 10, 8, -0.2), (.atLeast, 10, 10, 0),
    // The sign is that of the side, whatever the sign of the limit.
    (.atMost, -10, -12, 0.2), (.atMost, -10, -8, -0.2), (.atLeast, -10, -8, 0.2),
  ])
  func `a margin is positive within the limit and negative outside`(
    comparison: Comparison, limit: Double, observed: Double, margin: Double
  ) throws {
    let measure = try MadeUpSpecification.measure(comparison)
    let found = try #require(measure.margin(of: .number(observed), limit: .number(limit)))
    #expect(abs(found - margin) < 1e-12)
  }

  @Test func `there is no margin where there is no distance`() throws {
    let atMost = try MadeUpSpecification.measure(.atMost)
    #expect(atMost.margin(of: 1, limit: 0) == nil)
    #expect(atMost.margin(of: 1, limit: nil) == nil)
    #expect(atMost.margin(of: "1", limit: 2) == nil)
    #expect(atMost.margin(of: 1, limit: "2") == nil)
    #expect(try MadeUpSpecification.measure(.equal).margin(of: 1, limit: 2) == nil)
    #expect(try MadeUpSpecification.measure(.recorded).margin(of: 1, limit: 2) == nil)
  }

  // MARK: Remediations

  @Test(arguments: [
    (Value.number(2_147_483_648), "maxmemory 2147483648", "CONFIG SET maxmemory 2147483648"),
    ("yes", "maxmemory yes", "CONFIG SET maxmemory yes"),
    ("", "maxmemory \"\"", "CONFIG SET maxmemory \"\""),
    // Several words are one argument of the command, but several of the line.
    ("3600 1 300 100", "maxmemory 3600 1 300 100", "CONFIG SET maxmemory \"3600 1 300 100\""),
  ])
  func `a remediation is a line and a command`(limit: Value, line: String, command: String) throws {
    let remediation = try #require(try measure(reading: #"{"name": "maxmemory"}"#).remediation(limit: limit))
    #expect(remediation.setting == "maxmemory")
    #expect(remediation.line == line)
    #expect(remediation.command == command)
  }

  @Test func `what is set may be other than the limit`() throws {
    let measure = try measure(reading: #"{"name": "bind", "value": "127.0.0.1 -::1"}"#)
    let remediation = try #require(measure.remediation(limit: 0))
    #expect(remediation.line == "bind 127.0.0.1 -::1")
    #expect(remediation.command == "CONFIG SET bind \"127.0.0.1 -::1\"")
  }

  @Test(arguments: [(true, true), (false, false)])
  func `what only a restart applies has no command`(restart: Bool, hasNone: Bool) throws {
    let remediation = try measure(reading: #"{"name": "databases", "restart": \#(restart)}"#).remediation(limit: 1)
    #expect(remediation?.line == "databases 1")
    #expect((remediation?.command == nil) == hasNone)
  }

  @Test func `there is no remediation without a setting or without a value for it`() throws {
    #expect(try MadeUpSpecification.measure(.equal).remediation(limit: 1) == nil)
    #expect(try measure(reading: #"{"name": "databases"}"#).remediation(limit: nil) == nil)
  }

  private func measure(reading setting: String) throws -> Measure {
    var measure = try MadeUpSpecification.measure(.equal)
    measure.setting = try JSON.decode(setting)
    return measure
  }
}
