import ComplianceReport
import Foundation
import MET001
import Testing

@Suite("JSON and its schema")
struct ReportJSONTests {
  @Test func `a report reads back as it was written`() throws {
    for report in [
      try Report.mixed(), try SampleRun.conformant().report, try SampleRun.soak().report,
      try SampleRun.observed().report,
    ] {
      #expect(try JSONDecoder().decode(Report.self, from: report.json()) == report)
    }
  }

  @Test func `the text is sorted, indented and without escaped slashes`() throws {
    let text = String(decoding: try Report.mixed().json(), as: UTF8.self)
    #expect(text.hasPrefix("{\n  \"claim\" : {"))
    #expect(text.contains("\"events/s\""))
  }

  @Test func `the schema describes every report, the full and the plain`() throws {
    for report in [
      try Report.mixed(), try SampleRun.conformant().report, try SampleRun.soak().report,
      try SampleRun.observed().report,
    ] {
      var checker = try SchemaChecker(schema: schema())
      checker.check(try report.json())
      #expect(checker.problems == [])
    }
  }

  @Test func `everything that the schema describes occurs in a report`() throws {
    var checker = try SchemaChecker(schema: schema())
    checker.check(try Report.mixed().json())
    checker.check(try SampleRun.soak().report.json())
    checker.check(try SampleRun.observed().report.json())
    #expect(checker.declared.subtracting(checker.met) == ["#/counts/waived"])
  }

  @Test func `the schema refuses an unknown field, an unknown word and a missing field`() throws {
    let json = String(decoding: try Report.mixed().json(), as: UTF8.self)
    // By their indentation these are the report's own fields, not those of its parts.
    func problems(_ field: String, becomes line: String) throws -> [String] {
      let field = try Regex("\n  \"\(field)\" : [^\n]*?(,?)\n")
      var checker = try SchemaChecker(schema: schema())
      checker.check(Data(json.replacing(field) { "\n\(line)\($0.output[1].substring ?? "")\n" }.utf8))
      return checker.problems
    }
    #expect(try problems("headline", becomes: #""headline": "", "extra": 1"#) == ["#/extra: not declared"])
    #expect(try problems("verdict", becomes: #""verdict": "fine""#) == ["#/verdict: fine is none of its words"])
    #expect(try problems("headline", becomes: #""verdict": "conformant""#) == ["#/headline: missing"])
    #expect(try problems("headline", becomes: #""headline": 3"#) == ["#/headline: is no string"])
  }

  @Test func `the schema's words are those of the model`() throws {
    let schema = try schema()
    func words(_ name: String) throws -> [String] {
      let definition = try #require((schema["$defs"] as? [String: Any])?[name] as? [String: Any])
      return try #require(definition["enum"] as? [String]).sorted()
    }
    #expect(try words("status") == Status.allCases.map(\.rawValue).sorted())
    #expect(try words("cause") == Inconclusive.Cause.allCases.map(\.rawValue).sorted())
    #expect(try words("role") == Component.Role.allCases.map(\.rawValue).sorted())
    #expect(try words("access") == Access.allCases.map(\.rawValue).sorted())
    #expect(try words("level") == Level.allCases.map(\.rawValue).sorted())
    #expect(try words("comparison") == Comparison.allCases.map(\.rawValue).sorted())
    #expect(try words("unit") == MeasureUnit.allCases.map(\.rawValue).sorted())
    #expect(try words("profile") == Profile.allCases.map(\.rawValue).sorted())
    #expect(try words("scale") == Figure.Scale.allCases.map(\.rawValue))
    #expect(try words("style") == Figure.Series.Style.allCases.map(\.rawValue))
    let verdicts: [Verdict] = [.conformant, .indeterminate, .nonconformant]
    #expect(try words("verdict") == verdicts.map(\.rawValue))
    let outcomes: [MeasureJudgement.Outcome] = [.missing, .outside, .outsideRecommended, .recorded, .within]
    #expect(try words("outcome") == outcomes.map(\.rawValue))
  }

  private func schema() throws -> [String: Any] {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let data = try Data(contentsOf: package.appending(path: "docs/report.schema.json"))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }
}
