import ComplianceReport
import Foundation
import Testing

@Suite("Event stream")
struct TestEventsTests {
  private func test(_ lines: [Stream]) throws -> TestEvents.Test {
    try #require(TestEvents(stream: Stream.data(lines)).tests(of: "CAP-01").first)
  }

  @Test func `a test that ends well has a start, an end and no failure`() throws {
    let test = try test(Stream.normal("CAP-01", at: 100, for: 2.5))
    #expect(test.id == Stream.id("CAP-01"))
    #expect(test.file == "SampleTests/Sample.swift")
    #expect(test.line == 7)
    #expect(test.started == 100)
    #expect(test.ended == 102.5)
    #expect(test.failures.isEmpty)
  }

  @Test func `a failing issue is a failure with its text`() throws {
    let test = try test(Stream.normal("CAP-01") + [.issue("CAP-01", text: "too big")])
    #expect(test.failures == ["too big"])
  }

  @Test func `a known issue is a failure`() throws {
    let test = try test(Stream.normal("CAP-01") + [.issue("CAP-01", text: "known", isFailure: false, isKnown: true)])
    #expect(test.failures == ["known"])
  }

  @Test func `a warning is no failure`() throws {
    let test = try test(Stream.normal("CAP-01") + [.issue("CAP-01", text: "careful", isFailure: false)])
    #expect(test.failures.isEmpty)
  }

  @Test func `a skipped and a cancelled test keep their reasons`() throws {
    #expect(try test([.planned("CAP-01"), .skipped("CAP-01", "no root")]).skipped == "no root")
    let cancelled = try test(Stream.normal("CAP-01") + [.cancelled("CAP-01", "no strace")])
    #expect(cancelled.cancelled == "no strace")
  }

  @Test func `attachments are known by their paths`() throws {
    let test = try test(Stream.normal("CAP-01") + [.attached("CAP-01", path: "attachments/info.txt")])
    #expect(test.attachments == ["attachments/info.txt"])
  }

  @Test func `a stream cut after a whole line leaves its test without an end`() throws {
    let test = try test([.planned("CAP-01"), .started("CAP-01")])
    #expect(test.started == 100)
    #expect(test.ended == nil)
  }

  @Test(arguments: [1, 20, 100])
  func `a stream cut inside a line loses only that line`(missing: Int) throws {
    let whole = Stream.data(Stream.normal("CAP-01"))
    let test = try #require(TestEvents(stream: whole.dropLast(missing + 1)).tests(of: "CAP-01").first)
    #expect(test.started == 100)
    #expect(test.ended == nil)
  }

  @Test func `an empty stream holds no test`() {
    #expect(TestEvents(stream: Data()).tests.isEmpty)
  }

  @Test func `a line that is no event is refused`() {
    var events = TestEvents()
    #expect(throws: DecodingError.self) { try events.read(line: Data("{\"kind\":".utf8)) }
  }

  @Test func `a real stream that a crash cut off reads as it happened`() throws {
    let events = TestEvents(stream: try fixture("swift-testing-6.3.1.jsonl"))
    func test(_ control: String) throws -> TestEvents.Test { try #require(events.tests(of: control).first) }
    #expect(events.tests.map(\.control) == ["CAP-01", "CAP-02", "CAP-03", "CAP-04", "CAP-05", "CAP-06"])
    #expect(try test("CAP-01").failures.isEmpty)
    #expect(try test("CAP-01").attachments == ["/package/att/evidence.json"])
    #expect(try test("CAP-02").failures.count == 1)
    #expect(try test("CAP-02").failures.first?.contains("too big") == true)
    #expect(try test("CAP-03").cancelled == "no root")
    #expect(try test("CAP-04").failures.count == 1)
    #expect(try test("CAP-05").skipped == "why")
    #expect(try test("CAP-05").started == nil)
    #expect(try test("CAP-06").started != nil)
    #expect(try test("CAP-06").ended == nil)
  }
}
