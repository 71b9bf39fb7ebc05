import MET001
import Testing

@Suite("Progress line")
struct ProgressLineTests {
  private func line(done: Int, start: Int = 0, seconds: Double) -> ProgressLine {
    ProgressLine(phase: "overfilling", done: done, total: 4000, unit: "events", start: start, seconds: seconds)
  }

  @Test func `the rate is that of the phase alone`() {
    #expect(line(done: 3500, start: 3000, seconds: 5).rate == 100)
    #expect(line(done: 3500, start: 3000, seconds: 5).secondsLeft == 5)
    #expect(line(done: 3500, start: 3000, seconds: 5).pace == ", 100/s, 5 s left")
    #expect(line(done: 3500, seconds: 5).amounts == "3,500 of 4,000 events")
  }

  @Test func `there is no rate before it says anything`() {
    #expect(line(done: 3000, start: 3000, seconds: 5).rate == nil)
    #expect(line(done: 10, seconds: 0.1).rate == nil)
    #expect(line(done: 10, seconds: 0.1).pace.isEmpty)
  }

  @Test func `nothing is left behind the total`() {
    #expect(line(done: 4000, seconds: 4).secondsLeft == nil)
    #expect(line(done: 5000, seconds: 5).pace == ", 1,000/s")
  }
}
