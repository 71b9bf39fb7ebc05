import Firehose
import MET001
import MET001Testing
import Scenarios
import Testing
import Workload

@Suite("Layouts", .specification, .tags(.capacity))
struct LayoutTests {
  @Test(.tags(.info)) func `CAP-07 what two gibibytes hold`() async throws {
    let settings = evidence.settings
    let events = 0..<Int(try settings.number(.bufferEvents))
    let maxmemory = try settings.number(.maxmemory)
    let rates = try BufferedRate.all(settings)
    var bars: [Figure.Series] = []
    for mix in Mix.allCases {
      var bar = Figure.Series(name: mix.rawValue, points: [])
      for (position, layout) in Layout.allCases.enumerated() {
        let subject = "\(layout.rawValue), \(mix.rawValue)"
        let footprint = try await Footprint(
          of: events, seed: settings.seed, mix: mix, in: layout, on: ServersUnderTest(), phases: .told)
        evidence.record(.bytesPerEvent, footprint.bytesPerEvent, of: subject, samples: events.count)
        evidence.record(.eventsHeld, footprint.eventsHeld(in: maxmemory), of: subject, samples: 0)
        for rate in rates {
          let hours = footprint.hoursHeld(in: maxmemory, at: rate.eventsPerSecond)
          evidence.record(rate.measure, hours, of: subject, samples: 0)
        }
        bar.points.append(.init(x: Double(position), y: footprint.bytesPerEvent))
      }
      bars.append(bar)
    }
    evidence.show(
      Figure(
        title: "Bytes per event", kind: .bars, x: .init(label: "layout", unit: .value),
        y: .init(label: "used_memory per event", unit: .bytesPerEvent),
        categories: Layout.allCases.map(\.rawValue), series: bars))
  }
}
