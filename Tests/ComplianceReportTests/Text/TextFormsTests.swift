import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("Markdown")
struct MarkdownTests {
  @Test func `every control has a row, every limitation a bullet`() throws {
    let report = try Report.mixed()
    let lines = report.markdown().split(separator: "\n")
    for control in report.controls { #expect(lines.contains { $0.hasPrefix("| \(control.id) | ") }) }
    #expect(lines.count { $0.hasPrefix("- **") } == report.limitations.count)
  }

  @Test func `a failed control comes with its remediations`() throws {
    let markdown = try Report.mixed().markdown()
    #expect(markdown.contains("CONFIG SET maxmemory-policy allkeys-lru"))
    #expect(markdown.contains("(restart needed)\ntcp-backlog 511"))
  }

  @Test func `a row stays a row whatever the reason says`() throws {
    var report = try SampleRun.conformant().report
    report.controls[0].status = .error
    report.controls[0].reason = "a | b\nc `d` <b>"
    #expect(report.markdown().contains("| a \\| b c \\`d\\` &lt;b&gt; |"))
  }
}

@Suite("Terminal")
struct TerminalTests {
  @Test func `every selected control has a line, the others are counted`() throws {
    let report = try Report.mixed()
    let matrix = report.matrix(color: false)
    for control in report.run.selected { #expect(matrix.contains(" \(control)  ")) }
    #expect(matrix.contains("\n2 controls not selected\n"))
    #expect(!matrix.contains("EVC-01"))
  }

  @Test func `the headline is the last line, after the limitations`() throws {
    let lines = try Report.mixed().matrix(color: false).split(separator: "\n")
    #expect(lines.last?.hasPrefix("Nonconformant: ") == true)
    #expect(lines.contains { $0.hasPrefix("· Run at 1 %") })
  }

  @Test func `no line is longer than a hundred characters`() throws {
    let lines = try Report.mixed().matrix(color: false).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 100 })
  }

  @Test func `colour codes are there only where they are asked for`() throws {
    var report = try Report.mixed()
    report.controls[0].reason = "\u{1B}[2J"
    report.controls[0].status = .error
    #expect(!report.matrix(color: false).contains("\u{1B}"))
    #expect(report.matrix(color: true).contains("\u{1B}[1;31mfail"))
  }

  @Test func `a failed control tells what it found in full`() throws {
    var sample = try SampleRun.mixed()
    let words = String(repeating: "far too long for one line ", count: 9) + "but the end counts"
    sample.stream.append(.issue("CAP-01", text: words))
    #expect(sample.report.matrix(color: false).contains("but the end counts"))
  }
}
