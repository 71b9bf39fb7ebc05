import Processes
import TestSupport
import Testing

@Suite("Gate")
struct GateTests {
  @Test(arguments: [1, 3]) func `never are more inside at once than there are places`(places: Int) async {
    let gate = Gate(places: places)
    let guests = Occupancy()
    await withTaskGroup { group in
      for guest in 0..<500 {
        group.addTask {
          await gate.pass {
            guests.enter(guest)
            for _ in 0..<3 { await Task.yield() }
            guests.leave()
          }
        }
      }
    }
    #expect(guests.most == places)
    #expect(guests.guests.sorted() == Array(0..<500))
  }

  @Test func `they enter in the order of their coming`() async {
    let gate = Gate()
    let guests = Occupancy()
    // One after another, so that the order of the tasks is that of their coming.
    let line = ThreadExecutor(label: "line")
    let (opening, open) = AsyncStream.makeStream(of: Void.self)
    await withTaskGroup { group in
      group.addTask(executorPreference: line) {
        await gate.pass { for await _ in opening {} }
      }
      for guest in 0..<100 {
        group.addTask(executorPreference: line) {
          await gate.pass { guests.enter(guest) }
        }
      }
      group.addTask(executorPreference: line) { open.finish() }
    }
    #expect(guests.guests == Array(0..<100))
  }

  @Test func `whoever fails inside lets the next one in`() async throws {
    struct Failure: Error {}
    let gate = Gate()
    await #expect(throws: Failure.self) {
      try await gate.pass { throw Failure() }
    }
    var isIn = false
    await gate.pass { isIn = true }
    #expect(isIn)
  }
}
