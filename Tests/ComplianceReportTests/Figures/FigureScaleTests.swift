import ComplianceReport
import Foundation
import MET001
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Scales, trends and limits of figures")
struct FigureScaleTests {
  private typealias Point = Figure.Point

  private func latency(_ points: [[Point]], x: Figure.Scale? = nil, marks: [Figure.Mark] = []) -> String {
    Figure(
      title: "Latency", x: .init(label: "Share", unit: x == .percentile ? .ratio : .seconds, scale: x),
      y: .init(label: "Response time", unit: .seconds, scale: .logarithmic),
      series: points.enumerated().map { Figure.Series(name: "series \($0)", points: $1) }, marks: marks
    ).svg()
  }

  private func line(_ values: [Double]) -> [Point] {
    values.enumerated().map { Point(x: Double($0.offset), y: $0.element) }
  }

  /// The corners of every line that is drawn.
  private func corners(in svg: String) -> [[(x: Double, y: Double)]] {
    svg.matches(of: /<polyline points="([^"]*)"/).map { match in
      match.1.split(separator: " ").compactMap { corner in
        let parts = corner.split(separator: ",").compactMap { Double($0) }
        return parts.count == 2 ? (parts[0], parts[1]) : nil
      }
    }
  }

  /// The labels of the ticks with their places, those of the y axis first.
  private func ticks(in svg: String) -> [(label: String, x: Double, y: Double)] {
    svg.matches(of: /<text class="tick" x="([^"]*)" y="([^"]*)"[^>]*>([^<]*)</).compactMap { match in
      guard let x = Double(match.1), let y = Double(match.2) else { return nil }
      return (String(match.3), x, y)
    }
  }

  // MARK: Logarithmic

  @Test func `powers of ten are equally far apart, each in its own unit`() throws {
    let svg = latency([line([0.000_01, 0.000_1, 0.001, 0.01, 0.1, 1])])
    let labels = ["10 µs", "100 µs", "1 ms", "10 ms", "100 ms", "1 s"]
    #expect(ticks(in: svg).map(\.label).prefix(6) == labels[...])
    let heights = try #require(corners(in: svg).first).map(\.y)
    let steps = zip(heights, heights.dropFirst()).map { $0 - $1 }
    #expect(steps.allSatisfy { abs($0 - 42) < 0.2 }, "\(steps)")
    #expect(svg.contains(">Response time</text>"))
  }

  @Test func `a narrow range has finer ticks`() {
    let svg = latency([line([0.000_21, 0.004])])
    #expect(ticks(in: svg).map(\.label).prefix(5) == ["200 µs", "500 µs", "1 ms", "2 ms", "5 ms"])
  }

  @Test func `what is not positive lies at the lower edge and is not left out`() throws {
    let svg = latency([line([0.001, 0, 0.002, -1])])
    let corners = try #require(corners(in: svg).first)
    #expect(corners.count == 4)
    let base = try #require(corners.map(\.y).max())
    #expect(corners[1].y == base && corners[3].y == base && corners[2].y < corners[0].y)
    #expect(!latency([line([0, -1])]).contains("inf"))
  }

  @Test func `numbers of other units are grouped`() {
    let svg = Figure(
      title: "", x: .init(label: "", unit: .seconds), y: .init(label: "Rate", unit: .requests, scale: .logarithmic),
      series: [.init(name: "", points: line([0.5, 200_000]))]
    ).svg()
    for text in ["1", "1,000", "100,000", "Rate (requests)"] { #expect(svg.contains(">\(text)</text>"), "\(text)") }
  }

  @Test func `a linear axis of nothing but zeros goes up from zero`() {
    let svg = Figure(
      title: "", x: .init(label: "", unit: .seconds), y: .init(label: "", unit: .count),
      series: [.init(name: "", points: line([0, 0, 0]))]
    ).svg()
    #expect(svg.contains(">0</text>") && svg.contains(">1</text>") && !svg.contains("−"))
  }

  // MARK: Percentile

  @Test func `nines are equally far apart, as far as the data go`() throws {
    let svg = latency([[0, 0.5, 0.9, 0.99, 0.999, 0.999_9].map { Point(x: $0, y: 0.001) }], x: .percentile)
    let labels = ticks(in: svg).map(\.label)
    for text in ["50", "90", "99", "99.9", "99.99", "Share (%)"] { #expect(svg.contains(">\(text)</text>"), "\(text)") }
    #expect(!labels.contains("99.999") && !labels.contains("100"))
    let places = try #require(corners(in: svg).first).map(\.x)
    let steps = zip(places.dropFirst(2), places.dropFirst(3)).map { $1 - $0 }
    #expect(steps.allSatisfy { abs($0 - steps[0]) < 0.2 })
    #expect(abs((places[1] - places[0]) / steps[0] - log10(2)) < 0.01)
  }

  @Test func `the whole is drawn at the right edge`() throws {
    let svg = latency([[Point(x: 0.99, y: 0.001), Point(x: 1, y: 0.4)]], x: .percentile)
    let end = try #require(corners(in: svg).first?.last)
    let base = try #require(svg.firstMatch(of: /<line class="base" x1="[^"]*" x2="([^"]*)"/))
    #expect(Double(base.1) == end.x)
  }

  @Test func `labels of an axis never touch`() {
    let deep = (0...9).map { Point(x: 1 - pow(10, -Double($0)), y: 0.001) } + [Point(x: 1, y: 1)]
    let counts = Figure(
      title: "", x: .init(label: "", unit: .events), y: .init(label: "", unit: .count),
      series: [.init(name: "", points: (0...60).map { Point(x: Double($0) * 1e9, y: 1) })])
    for svg in [latency([deep], x: .percentile), counts.svg()] {
      let lowest = ticks(in: svg).map(\.y).max()
      let labels = ticks(in: svg).filter { $0.y == lowest }.sorted { $0.x < $1.x }
      #expect(labels.count >= 3)
      for (a, b) in zip(labels, labels.dropFirst()) {
        #expect(b.x - a.x >= Double(a.label.count + b.label.count) / 2 * 9.2 + 3.8, "\(a.label) \(b.label)")
      }
    }
  }

  @Test(arguments: [nil, Figure.Scale.logarithmic, .percentile])
  func `a picture is well-formed on any scale, whatever the values`(scale: Figure.Scale?) {
    let odd = [Point(x: -1, y: 0), Point(x: 0, y: .nan), Point(x: 1, y: .leastNonzeroMagnitude), Point(x: 2, y: 1e15)]
    for points in [[], [odd], [odd, line([0])], [line([1])], [line([-1, -2])]] {
      let svg = latency(points, x: scale, marks: [.init(label: "odd", y: 0), .init(label: "none", y: .nan)])
      #expect(XMLParser(data: Data(svg.utf8)).parse() && !svg.contains("nan") && !svg.contains("inf"), "\(svg)")
    }
  }

  // MARK: Limits

  @Test func `labels of limits stand beside the lines, in their order, and never touch`() throws {
    let limits = [0.005, 0.001, 0.002].map { Figure.Mark(label: "limit \($0)", y: $0) }
    // Two decades, and eight: the closest limits are 7 pixels apart.
    for values in [[0.000_3, 0.03], [1e-7, 9]] {
      let svg = latency([line(values)], marks: limits)
      let labels = svg.matches(of: /<text class="mark" x="([^"]*)" y="([^"]*)">([^<]*)</)
      #expect(labels.map { String($0.3) } == ["limit 0.005", "limit 0.002", "limit 0.001"])
      let heights = labels.compactMap { Double($0.2) }
      for (upper, lower) in zip(heights, heights.dropFirst()) { #expect(lower - upper >= 16) }
      let end = try #require(corners(in: svg).first?.map(\.x).max())
      for label in labels { #expect(try #require(Double(label.1)) > end) }
    }
  }

  @Test func `a long label takes several lines`() {
    let svg = latency([line([0.1, 1])], marks: [.init(label: "80 % of what is recommended", y: 0.5)])
    for words in ["80 % of what", "is", "recommended"] { #expect(svg.contains(">\(words)</text>"), "\(words)") }
  }

  // MARK: Styles

  @Test func `a trend is dashed, has no marker, and has its name in the legend`() {
    let svg = Figure.throughput.svg()
    #expect(svg.matches(of: /<g class="series-2 trend">/).count == 2)
    #expect(svg.firstMatch(of: /<g class="series-2 trend">(?:(?!<\/g>).)*<(circle|rect|path)/) == nil)
    #expect(svg.contains(">trend (Theil–Sen)</text>"))
  }

  @Test func `peaks of an hour are few, told as such, and none is lost`() throws {
    let svg = Figure.latencyBySecond.svg()
    let lines = corners(in: svg)
    #expect(lines.count == 4 && lines.allSatisfy { $0.count == 150 })
    #expect(svg.contains(">Response time, highest of each 24 points</text>"))
    let spike = try #require(lines[3].map(\.y).min())
    let usual = try #require(lines[3].map(\.y).sorted().dropFirst().first)
    #expect(usual - spike > 50)
  }

  @Test func `a dip of one second in an hour is drawn`() throws {
    let heights = try #require(corners(in: Figure.throughput.svg()).first).map(\.y).sorted()
    #expect(heights[heights.count - 1] - heights[heights.count - 2] > 30)
  }

  @Test func `few peaks stay as they are`() {
    let points = line([3, 1, 2])
    #expect(points.peaks(inGroupsOf: 1) == points)
    #expect(points.peaks(inGroupsOf: 2) == [points[0], points[2]])
    #expect(points.peaks(inGroupsOf: 0) == points)
    #expect([Point]().peaks(inGroupsOf: 5).isEmpty)
  }

  @Test func `a linear axis and a plain line say nothing of it in JSON`() throws {
    let figure = Figure(
      title: "", x: .init(label: "", unit: .seconds), y: .init(label: "", unit: .count),
      series: [.init(name: "", points: [])])
    let text = String(decoding: try JSONEncoder().encode(figure), as: UTF8.self)
    #expect(!text.contains("scale") && !text.contains("style"))
    for figure in Figure.soakFigures {
      #expect(try JSONDecoder().decode(Figure.self, from: JSONEncoder().encode(figure)) == figure)
    }
  }
}
