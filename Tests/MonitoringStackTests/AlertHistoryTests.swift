import Monitoring
import Testing

@Suite("Alert history")
struct AlertHistoryTests {
  private let one = AlertHistory.Alert(labels: ["alertname": "One"])
  private let two = AlertHistory.Alert(labels: ["alertname": "Two"])

  @Test func `only what is otherwise than before is noted`() {
    var history = AlertHistory()
    history.note([one: .pending], at: 1)
    history.note([one: .pending], at: 2)
    history.note([one: .firing, two: .firing], at: 3)
    history.note([two: .firing], at: 4)
    #expect(
      history.changes == [
        .init(1, one, .pending, after: 0), .init(3, one, .firing, after: 2), .init(3, two, .firing, after: 2),
        .init(4, one, .inactive, after: 3),
      ])
    #expect(history.states(at: 2) == [one: .pending])
    #expect(history.firing(at: 3) == ["One", "Two"])
    #expect(history.firing() == ["Two"])
  }
}
