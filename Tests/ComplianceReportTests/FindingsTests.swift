import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("Findings")
struct FindingsTests {
  @Test func `the findings of all controls are the report's, in the order of the controls`() throws {
    let report = try Report.mixed()
    #expect(report.findings.map(\.control) == ["CAP-04", "CAP-07", "CAP-07"])
    #expect(report.findings.first?.sentence == "Two of 27,000 events came back damaged, and no client saw an error.")
    #expect(try SampleRun.conformant().report.findings.isEmpty)
  }

  @Test func `on the page they stand between the verdict and the matrix, with a link to their control`() throws {
    let report = try Report.mixed()
    let html = report.html()
    let texts = [report.headline] + report.findings.map(\.sentence) + ["Every requirement"]
    let places = try texts.map { try #require(html.range(of: $0), "\($0)").lowerBound }
    #expect(places == places.sorted())
    #expect(html.contains("no client saw an error. <a href=\"#CAP-04\">CAP-04</a></li>"))
  }

  @Test func `in the terminal they stand after the matrix and before the limitations`() throws {
    let report = try Report.mixed()
    let matrix = report.matrix(color: false)
    let texts = ["not selected", "CAP-04 found: Two of", "CAP-07 found: A buffer", "· Run at 1 %", "Nonconformant"]
    let places = try texts.map { try #require(matrix.range(of: $0), "\($0)").lowerBound }
    #expect(places == places.sorted())
  }

  @Test func `in Markdown they are a list`() throws {
    let lines = try Report.mixed().markdown().split(separator: "\n")
    #expect(lines.contains("- Two of 27,000 events came back damaged, and no client saw an error. (CAP-04)"))
  }

  @Test func `in JUnit they are the output of their control`() throws {
    let junit = try Report.mixed().junit()
    #expect(junit.contains("<system-out>Two of 27,000 events came back damaged"))
    #expect(junit.components(separatedBy: "<system-out>").count == 3)
  }

  @Test func `without findings nothing is said of them`() throws {
    let report = try SampleRun.conformant().report
    #expect(!report.html().contains("What this run found"))
    #expect(!report.markdown().contains("found"))
    #expect(!report.matrix(color: false).contains("found"))
    #expect(!report.junit().contains("system-out"))
  }
}
