import ComplianceReport
import Foundation
import MET001
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Figures")
struct FigureTests {
  private typealias Point = Figure.Point

  private func figure(_ series: [[Point]], _ kind: Figure.Kind = .lines, unit: MeasureUnit = .count) -> Figure {
    Figure(
      title: "A <figure>", kind: kind, x: .init(label: "Elapsed", unit: .seconds), y: .init(label: "Level", unit: unit),
      categories: kind == .lines ? [] : ["one", "two"],
      series: series.enumerated().map { Figure.Series(name: "series \($0.offset)", points: $0.element) },
      marks: [.init(label: "limit", y: 0.8), .init(label: "other", y: 0.81)])
  }

  private func isWellFormed(_ svg: String) -> Bool {
    XMLParser(data: Data(svg.utf8)).parse() && !svg.contains("nan") && !svg.contains("inf")
  }

  @Test(arguments: [Figure.Kind.lines, .bars, .strips])
  func `a picture is well-formed with no series, no point, one point or a value that is no number`(
    kind: Figure.Kind
  ) {
    let odd = [Point(x: 0, y: .nan), Point(x: 1, y: .infinity), Point(x: .nan, y: 1)]
    let point = [Point(x: 1, y: 0.5)]
    for series in [[], [[]], [point], [odd], [point, [], odd], [[Point(x: 0, y: 0)]], [[Point(x: 0, y: -3)]]] {
      let svg = figure(series, kind).svg()
      #expect(isWellFormed(svg), "\(svg)")
      #expect(svg.contains("role=\"img\""))
      #expect(svg.contains("<title>A &lt;figure&gt;</title>"))
    }
  }

  @Test func `a picture without a finite point says so`() {
    #expect(figure([[]]).svg().contains("No data"))
    #expect(figure([[Point(x: 0, y: .nan)]]).svg().contains("No data"))
  }

  @Test func `lines have a legend only where there are several`() {
    let points = [Point(x: 0, y: 0), Point(x: 1, y: 1)]
    #expect(!figure([points]).svg().contains("<text x=\"33\""))
    #expect(figure([points, points]).svg().contains(">series 1</text>"))
  }

  @Test func `ratios are labelled in percent`() {
    let svg = figure([[Point(x: 0, y: 0), Point(x: 1, y: 1)]], unit: .ratio).svg()
    #expect(svg.contains(">20 %</text>"))
    #expect(svg.contains(">100 %</text>"))
  }

  @Test func `sizes are labelled in binary multiples`() {
    let svg = figure([[Point(x: 0, y: 0), Point(x: 1, y: 2_147_483_648)]], unit: .bytes).svg()
    #expect(svg.contains(">512 MiB</text>"))
    #expect(svg.contains(">2 GiB</text>"))
  }

  @Test func `every bar has its name and its value`() {
    let svg = figure([[Point(x: 0, y: 612.25), Point(x: 1, y: 1204)]], .bars, unit: .bytesPerEvent).svg()
    for text in ["one", "two", "612.2", "1,204", "Level (B/event)"] { #expect(svg.contains(">\(text)</text>")) }
  }

  @Test func `durations below a second are labelled in milliseconds`() {
    let points = [Point(x: 0, y: 0.000_21), Point(x: 0.4, y: 0.000_87)]
    let lines = Figure(
      title: "", x: .init(label: "Elapsed", unit: .seconds), y: .init(label: "Latency", unit: .seconds),
      series: [.init(name: "one", points: points)]
    ).svg()
    for text in ["Elapsed (ms)", "Latency (ms)", "400", "0.2"] { #expect(lines.contains(">\(text)</text>"), "\(text)") }
    let bars = Figure(
      title: "", kind: .bars, x: .init(label: "", unit: .value), y: .init(label: "Latency", unit: .seconds),
      categories: ["P50"], series: [.init(name: "one", points: [points[0]])]
    ).svg()
    for text in ["Latency (ms)", "0.21"] { #expect(bars.contains(">\(text)</text>"), "\(text)") }
  }

  @Test func `durations of a second and longer are labelled in seconds`() {
    let svg = figure([[Point(x: 0, y: 0), Point(x: 2.5, y: 1)]]).svg()
    #expect(svg.contains(">Elapsed (s)</text>"))
  }

  @Test func `the labels of neighbouring marks keep clear of each other`() throws {
    let svg = figure([[Point(x: 0, y: 0), Point(x: 1, y: 1)]]).svg()
    let heights = svg.matches(of: /text class="mark" x="[^"]*" y="([^"]*)"/).compactMap { Double($0.output.1) }
    #expect(heights.count == 2)
    #expect(try abs(#require(heights.first) - #require(heights.last)) >= 16)
  }

  @Test func `thinning keeps the ends and every extreme`() {
    var points = (0..<10_000).map { Point(x: Double($0), y: sin(Double($0) / 50)) }
    points[4321].y = 9
    points[8765].y = -9
    let thinned = points.downsampled(to: 600)
    #expect(thinned.count <= 600)
    #expect(thinned.first == points.first)
    #expect(thinned.last == points.last)
    #expect(thinned.contains(points[4321]))
    #expect(thinned.contains(points[8765]))
    #expect(thinned.map(\.x) == thinned.map(\.x).sorted())
  }

  @Test func `few points stay as they are`() {
    let points = (0..<600).map { Point(x: Double($0), y: 1) }
    #expect(points.downsampled(to: 600) == points)
  }
}
