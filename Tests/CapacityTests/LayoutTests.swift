import Firehose
import MET001
import MET001Testing
import RedisFixture
import Testing
import Workload

@Suite("Layouts", .specification, .tags(.capacity))
struct LayoutTests {
  @Test(.tags(.info)) func `CAP-07 what two gibibytes hold`() async throws {
    let settings = evidence.settings
    let events = 0..<Int(try settings.number("buffer-events"))
    let maxmemory = try settings.number("maxmemory")
    var bars: [Figure.Series] = []
    for mix in Mix.allCases {
      var bar = Figure.Series(name: mix.rawValue, points: [])
      for (position, layout) in Layout.allCases.enumerated() {
        let subject = "\(layout.rawValue), \(mix.rawValue)"
        let bytes = try await bytesPerEvent(layout, Firehose(seed: settings.seed, mix: mix), events, subject)
        let held = maxmemory / bytes
        evidence.record("bytes-per-event", bytes, of: subject, samples: events.count)
        evidence.record("events-held", held.rounded(.down), of: subject, samples: 0)
        for (measure, rate) in [("93.75", 93.75), ("343", 343), ("490", 490), ("2000", 2000)] {
          evidence.record("hours-at-\(measure)", held / rate / 3600, of: subject, samples: 0)
        }
        bar.points.append(.init(x: Double(position), y: bytes))
      }
      bars.append(bar)
    }
    evidence.show(
      Figure(
        title: "Bytes per event", kind: .bars, x: .init(label: "layout", unit: .value),
        y: .init(label: "used_memory per event", unit: .bytesPerEvent),
        categories: Layout.allCases.map(\.rawValue), series: bars))
  }

  /// How much `used_memory` grows by each event, with nothing evicted and nothing written to disk.
  private func bytesPerEvent(
    _ layout: Layout, _ firehose: Firehose, _ events: Range<Int>, _ subject: String
  ) async throws -> Double {
    func adjust(_ configuration: ServerConfiguration) -> ServerConfiguration {
      configuration.setting("maxmemory", "0").setting("appendonly", "no")
    }
    return try await withServerUnderTest(scaled: false, adjust: adjust) { server in
      let before = try server.connect().info("memory").integer("used_memory")
      let progress = Progress("loading \(subject)", total: events.count)
      let load = try BulkLoader(firehose: firehose, layout: layout).load(
        events, into: server, progress: progress.update)
      let held = try BufferVerifier(firehose: firehose, layout: layout).eventsHeld(by: server)
      guard held == events.count, load.errorCount == 0 else {
        throw FixtureError.unexpected(command: "the load of \(subject)", reply: "\(held) events held")
      }
      let after = try server.connect().info("memory").integer("used_memory")
      return Double(after - before) / Double(events.count)
    }
  }
}
