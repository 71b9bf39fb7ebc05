import ComplianceReport
import Foundation
import MET001
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Strips")
struct FigureStripsTests {
  private typealias Point = Figure.Point

  private func strips(
    _ series: [[Point]], spans: [Figure.Span]? = nil, marks: [Figure.Mark] = [], rows: [String] = ["first", "second"]
  ) -> String {
    Figure(
      title: "Loss by trial", kind: .strips, x: .init(label: "Since the start", unit: .seconds),
      y: .init(label: "Trial", unit: .value), categories: rows,
      series: series.enumerated().map { Figure.Series(name: "series \($0.offset)", points: $0.element) }, marks: marks,
      spans: spans
    ).svg()
  }

  private func loss(_ row: Int, _ from: Double, _ to: Double, label: String = "lost") -> Figure.Span {
    Figure.Span(label: label, row: row, from: from, to: to)
  }

  /// Where the drawn spans lie, those of the legend left out.
  private func bars(in svg: String) -> [(x: Double, y: Double, width: Double)] {
    svg.matches(of: /<rect class="span[^"]*" x="([^"]*)" y="([^"]*)" width="([^"]*)"/)
      .compactMap { match in
        guard let x = Double(match.1), let y = Double(match.2), let width = Double(match.3) else { return nil }
        return (x, y, width)
      }.filter { $0.width != 26 }
  }

  @Test func `strips are well-formed whatever they are made of`() {
    let odd = [loss(0, .nan, 1), loss(-1, 0, 1), loss(7, 0, 1), loss(1, 2, 1), loss(1, 1, 1), loss(0, 0, .infinity)]
    let points = [Point(x: 0, y: 0), Point(x: 1, y: 0.5), Point(x: .nan, y: 1), Point(x: 2, y: -1)]
    for series in [[], [[]], [points], [points, points, points, points, points]] {
      for spans in [nil, [], [loss(0, 1, 2)], odd] {
        let svg = strips(series, spans: spans, marks: [.init(label: "limit", y: 2), .init(label: "odd", y: .nan)])
        #expect(XMLParser(data: Data(svg.utf8)).parse() && !svg.contains("nan") && !svg.contains("inf"), "\(svg)")
      }
    }
  }

  @Test func `strips without a point and without a span say so`() {
    #expect(strips([[]]).contains("No data"))
    #expect(strips([[]], spans: [loss(0, .nan, 1)]).contains("No data"))
    #expect(!strips([[]], spans: [loss(0, 0, 1)]).contains("No data"))
  }

  @Test func `every row, series and kind of span has its name once`() {
    let svg = strips(
      [[Point(x: 0, y: 0)], [Point(x: 3, y: 1)]],
      spans: [loss(0, 1, 2), loss(1, 1, 2), loss(1, 2, 3, label: "away")])
    for text in ["first", "second", "series 0", "series 1", "lost", "away", "Trial", "Since the start (s)"] {
      #expect(svg.components(separatedBy: ">\(text)</text>").count == 2, "\(text)")
    }
  }

  @Test func `a row that nobody named is numbered`() {
    #expect(strips([[Point(x: 0, y: 2)]]).contains(">3</text>"))
    #expect(strips([], spans: [loss(3, 0, 1)]).contains(">4</text>"))
  }

  @Test func `a span lies on its row, as long as its time, with its length behind it`() throws {
    let svg = strips([[Point(x: 0, y: 0)]], spans: [loss(0, 1, 2), loss(1, 1, 1.25), loss(1, 3, 5)])
    let bars = bars(in: svg)
    try #require(bars.count == 3)
    #expect(bars[0].x == bars[1].x)
    #expect(bars[0].y < bars[1].y)
    #expect(bars[1].y == bars[2].y)
    #expect(abs(bars[1].width * 4 - bars[0].width) < 0.5)
    #expect(abs(bars[2].width - bars[0].width * 2) < 0.5)
    #expect(svg.contains(">1 s</text>"))
    #expect(svg.contains(">2 s</text>"))
    #expect(strips([], spans: [loss(0, 0, 0.04), loss(1, 0, 1.32)]).contains(">0.04 s</text>"))
    #expect(strips([], spans: [loss(0, 0, 0.04), loss(1, 0, 0.000_9)]).contains(">0.9 ms</text>"))
  }

  @Test func `a span that ends before it begins is the same the other way round`() {
    let (there, back) = (bars(in: strips([], spans: [loss(0, 1, 2)])), bars(in: strips([], spans: [loss(0, 2, 1)])))
    #expect(there.map(\.x) == back.map(\.x))
  }

  @Test func `a limit stands at its place on the axis`() throws {
    let svg = strips([[Point(x: 0, y: 0), Point(x: 4, y: 0)]], marks: [.init(label: "2 s allowed", y: 2)])
    let mark = try #require(svg.firstMatch(of: /<line class="mark" x1="([^"]*)"/))
    let circles = svg.matches(of: /<circle cx="([^"]*)"/).compactMap { Double($0.1) }
    let ends = circles.suffix(2).sorted()
    #expect(try abs(#require(Double(mark.1)) - (ends[0] + ends[1]) / 2) < 0.2)
    #expect(svg.contains(">2 s allowed</text>"))
  }

  @Test func `thousands of points of a row are drawn as a few, the last among them`() throws {
    let points = (0...100_000).map { Point(x: Double($0) / 1000, y: 0) }
    let svg = strips([points, [Point(x: 100, y: 1)]])
    let places = svg.matches(of: /<circle cx="([^"]*)"/).compactMap { Double($0.1) }
    #expect(places.count < 300)
    let square = try #require(svg.matches(of: /<rect x="([^"]*)"/).compactMap { Double($0.1) }.last)
    #expect(try abs(#require(places.max()) - square - 3.5) < 0.2)
  }

  @Test func `the words that stand for it tell when and how long`() {
    let svg = strips(
      [[Point(x: 1, y: 0), Point(x: 3, y: 1)]], spans: [loss(0, 1, 1.21), loss(1, 1, 2.5)],
      marks: [.init(label: "limit", y: 2)])
    #expect(svg.contains("series 0: 1 s to 3 s; lost: 210 ms to 1.5 s long; limit at 2 s"))
  }

  @Test func `a figure written before there were spans is read`() throws {
    let old = """
      {"title": "Old", "kind": "lines", "x": {"label": "", "unit": "s"}, "y": {"label": "", "unit": "count"},
       "categories": [], "series": [], "marks": []}
      """
    #expect(try JSONDecoder().decode(Figure.self, from: Data(old.utf8)).spans == nil)
  }
}
