import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("HTML page")
struct PageTests {
  @Test func `every control is on the page, and every link within the page has its target`() throws {
    let report = try Report.mixed()
    let html = report.html()
    for control in report.controls {
      #expect(html.contains("id=\"\(control.id)\""))
      #expect(html.contains(control.title))
    }
    for link in html.matches(of: /href="#([^"]*)"/) {
      #expect(html.contains("id=\"\(link.output.1)\""))
    }
  }

  @Test func `verdict, headline and limitations stand before everything else`() throws {
    let report = try Report.mixed()
    let html = report.html()
    let texts = [report.headline] + report.limitations + ["What was tested", "Every requirement"]
    let places = try texts.map { try #require(html.range(of: $0), "\($0)").lowerBound }
    #expect(places == places.sorted())
  }

  @Test func `failed and errored controls are open, the others closed`() throws {
    let html = try Report.mixed().html()
    #expect(html.contains("<details class=\"control fail\" open>"))
    #expect(html.contains("<details class=\"control error\" open>"))
    #expect(html.contains("<details class=\"control pass\">"))
    #expect(!html.contains("<details class=\"control pass\" open>"))
  }

  @Test func `the page needs no network and no script`() throws {
    let html = try Report.mixed().html()
    for word in ["http://", "https://", "<script", "<link", "<img", "@import", "url(", " onclick"] {
      #expect(!html.contains(word))
    }
  }

  @Test func `digests are short to read and whole in the title`() throws {
    let html = try Report.mixed().html()
    #expect(html.contains("title=\"\(sha256("b"))\">bbbbbbbbbbbb</code>"))
  }

  @Test func `a server that ran with two configurations is one server with two digests`() throws {
    let html = try Report.mixed().html()
    #expect(html.matches(of: /<h3>Server<\/h3>/).count == 1)
    #expect(html.contains(">cccccccccccc</code> <code class=\"digest\" title=\"\(sha256("d"))\">"))
  }

  @Test func `a program is shown by the path that was given and where it leads`() throws {
    let path = "/usr/bin/redis-server → /usr/bin/redis-check-rdb"
    let report = try SampleRun.conformant().report
    #expect(report.html().contains("<code>\(path)</code>"))
    #expect(report.markdown().contains("on redis 7.0.15 (\(path)), profile full"))
  }

  @Test func `an evidence file is a relative link, whatever its name`() throws {
    let html = try Report.mixed().html()
    #expect(html.contains("href=\"./evidence/CAP-01/info%20after%20load.txt\""))
  }

  @Test func `a remediation shows the line and the command, or that a restart is needed`() throws {
    let html = try Report.mixed().html()
    #expect(html.contains(">maxmemory-policy allkeys-lru</code>"))
    #expect(html.contains(">CONFIG SET maxmemory-policy allkeys-lru</code>"))
    #expect(html.contains("restart needed"))
  }

  @Test func `a card says what its control does to the server`() throws {
    let html = try Report.mixed().html()
    #expect(html.contains("<dt>Access</dt><dd>reads: only asks the server</dd>"))
    #expect(html.contains("<dt>Access</dt><dd>writes: puts load on the server</dd>"))
  }

  @Test func `a gap that rounding would hide is shown exactly`() throws {
    var sample = try SampleRun.mixed()
    sample.evidence["CAP-04"]?.observations[0].value = 0.999_999_63
    #expect(sample.report.html().contains("100 % (exactly 0.99999963)"))
  }

  @Test func `no text of the report can become markup`() throws {
    let attack = #""><script>alert('x')</script>&"#
    let encoded = try JSONSerialization.jsonObject(with: Report.mixed().json())
    let poisoned = try JSONSerialization.data(withJSONObject: poison(encoded, with: attack))
    let report = try JSONDecoder().decode(Report.self, from: poisoned)
    let html = report.html()
    #expect(!html.contains("<script"))
    #expect(html.contains("&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;"))
    #expect(!report.junit().contains("<script"))
    #expect(!report.markdown().replacing(/(?s)```+\n.*?\n```+/, with: "").contains("<script"))
  }

  /// Every text that is not one of an enumeration's words or an id, with the attack behind it.
  private func poison(_ value: Any, with attack: String, key: String = "") -> Any {
    let words: Set = [
      "status", "level", "verdict", "comparison", "unit", "profile", "outcome", "kind", "scale", "style", "cause",
      "role", "access",
    ]
    if let object = value as? [String: Any] {
      return Dictionary(uniqueKeysWithValues: object.map { ($0, poison($1, with: attack, key: $0)) })
    }
    if let array = value as? [Any] { return array.map { poison($0, with: attack, key: key) } }
    if let text = value as? String { return words.contains(key) ? text : text + attack }
    return value
  }
}
