import Processes
import Synchronization
import Testing

@Suite("Several on threads of their own")
struct OnThreadsTests {
  private struct Failure: Error, Equatable { var number: Int }

  @Test(arguments: [0, 1, 5, 40])
  func `the results are in order`(count: Int) async throws {
    let results = try await onThreads(count) { number in
      await Task.yield()
      return number * number
    }
    #expect(results == (0..<count).map { $0 * $0 })
  }

  @Test func `all may block at the same time, more than the pool has threads`() async throws {
    let count = 16
    let arrived = Atomic(0)
    let seen = try await onThreads(count) { _ in
      arrived.add(1, ordering: .relaxed)
      try wait(for: "the others", within: .seconds(60)) { arrived.load(ordering: .relaxed) == count }
      return arrived.load(ordering: .relaxed)
    }
    #expect(seen == Array(repeating: count, count: count))
  }

  @Test func `the first error is thrown when all have ended`() async {
    let arrived = Atomic(0)
    let hasThrown = Atomic(false)
    let ended = Atomic(0)
    await #expect(throws: Failure(number: 3)) {
      try await onThreads(5) { number in
        arrived.add(1, ordering: .relaxed)
        try wait(for: "all of them", within: .seconds(60)) { arrived.load(ordering: .relaxed) == 5 }
        if number == 3 {
          hasThrown.store(true, ordering: .releasing)
          throw Failure(number: number)
        }
        try wait(for: "the error", within: .seconds(60)) { hasThrown.load(ordering: .acquiring) }
        ended.add(1, ordering: .relaxed)
      }
    }
    #expect(ended.load(ordering: .relaxed) == 4)
  }
}
