import ComplianceReport
import Foundation
import MET001
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("JUnit")
struct JUnitTests {
  /// How often each element and each testcase's name occurs.
  private final class Census: NSObject, XMLParserDelegate {
    var elements: [String: Int] = [:]
    var cases: [String] = []
    var suites: [[String: String]] = []

    func parser(
      _ parser: XMLParser, didStartElement element: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      elements[element, default: 0] += 1
      if element == "testcase" { cases.append(attributes["name"] ?? "") }
      if element == "testsuite" { suites.append(attributes) }
    }
  }

  private func count(_ junit: String) -> Census? {
    let census = Census()
    let parser = XMLParser(data: Data(junit.utf8))
    parser.delegate = census
    return parser.parse() ? census : nil
  }

  @Test func `each control is a test case with the outcome of its status`() throws {
    let report = try Report.mixed()
    let census = try #require(count(report.junit()))
    #expect(census.cases == report.controls.map { "\($0.id) \($0.title)" })
    #expect(census.elements["failure"] == report.counts["fail"])
    #expect(census.elements["error"] == report.counts["error"])
    #expect(census.elements["skipped"] == report.counts["not-checked"])
  }

  @Test func `each group is a suite that counts its cases`() throws {
    let report = try Report.mixed()
    let census = try #require(count(report.junit()))
    #expect(census.suites.map { $0["name"] } == report.specification.groups.map { "\($0.id) \($0.title)" })
    let failures = census.suites.compactMap { $0["failures"] }.compactMap(Int.init)
    #expect(failures.reduce(0, +) == report.counts["fail"])
  }

  @Test func `characters that XML forbids are left out`() throws {
    var report = try SampleRun.conformant().report
    report.controls[0].status = .fail
    report.controls[0].reason = "a\u{0}b\u{8}c\u{1B}[31m\u{FFFE} ]]> <&\"'"
    #expect(count(report.junit()) != nil)
    #expect(report.junit().contains("abc[31m ]]&gt; &lt;&amp;&quot;&#39;"))
  }
}
