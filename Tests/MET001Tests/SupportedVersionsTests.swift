import Foundation
import MET001
import Testing

@Suite("Supported versions")
struct SupportedVersionsTests {
  private func known() throws -> SupportedVersions {
    try SupportedVersions(
      json: Data(
        """
        {"date": "2026-01-01", "sources": ["s"],
         "lines": [{"server": "redis", "line": "7.0", "end": "2024-07-29"}, {"server": "redis", "line": "8.4"}],
         "distributions": [{"id": "debian", "version": "12", "end": "2028-06-30", "by": "Debian LTS"}]}
        """.utf8))
  }

  @Test func `a line is supported until the end of its last day`() throws {
    let known = try known()
    #expect(
      known.support(of: "redis", "7.0.15", on: try #require(Day("2024-07-29")))
        == .supported(until: "2024-07-29", by: "the redis project"))
    #expect(
      known.support(of: "redis", "7.0.15", on: try #require(Day("2024-07-30")))
        == .ended(on: "2024-07-29", by: "the redis project"))
  }

  @Test func `one without an end goes on, and one that is not listed is unknown`() throws {
    let (known, today) = (try known(), try #require(Day("2030-01-01")))
    #expect(known.support(of: "redis", "8.4.1", on: today) == .supported(until: nil, by: "the redis project"))
    #expect(known.support(of: "redis", "7.10.0", on: today) == .unknown)
    #expect(known.support(of: "valkey", "8.4.1", on: today) == .unknown)
    #expect(known.support(ofPackagesOf: "debian", "13", on: today) == .unknown)
    #expect(known.support(ofPackagesOf: "debian", "12", on: today) == .ended(on: "2028-06-30", by: "Debian LTS"))
  }

  @Test func `the shipped list says when it was made, and from what`() throws {
    let shipped = try SupportedVersions.shipped()
    #expect(Day(shipped.date) != nil)
    #expect(!shipped.sources.isEmpty)
    #expect(Set(shipped.lines.map(\.server)) == ["redis", "valkey"])
  }
}
