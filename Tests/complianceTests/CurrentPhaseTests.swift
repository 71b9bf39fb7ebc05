import Foundation
import MET001
import Testing
import compliance

@Suite("Current phase")
struct CurrentPhaseTests {
  private func data(_ phase: String, _ done: Int) throws -> Data {
    try JSONEncoder().encode(ProgressLine(phase: phase, done: done, total: 10, unit: "events", seconds: 1))
  }

  @Test func `the newest line is shown`() throws {
    var phase = CurrentPhase()
    phase.update(nil, of: nil)
    #expect(phase.line == nil)
    phase.update(try data("loading", 1), of: "CAP-01")
    phase.update(try data("loading", 2), of: "CAP-01")
    #expect(phase.line?.done == 2)
  }

  @Test func `the phase of a control is not that of the next one`() throws {
    var phase = CurrentPhase()
    let line = try data("loading", 2)
    phase.update(line, of: "CAP-01")
    phase.update(line, of: nil)
    #expect(phase.line == nil)
    phase.update(line, of: "CAP-02")
    #expect(phase.line == nil)
    phase.update(try data("reading back", 1), of: "CAP-02")
    #expect(phase.line?.phase == "reading back")
  }

  @Test func `a phase that has not moved for long has no rate`() throws {
    var phase = CurrentPhase()
    phase.update(try data("loading", 2), of: "CAP-01")
    #expect(phase.isMoving(at: .now))
    #expect(!phase.isMoving(at: .now + .seconds(6)))
  }
}
