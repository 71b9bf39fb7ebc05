import Processes
import Synchronization
import Testing

@Suite("Two at the same time")
struct ConcurrentlyTests {
  private struct Failure: Error, Equatable { var number: Int }

  @Test func `both run, and both have ended`() throws {
    var (first, second) = (false, false)
    try concurrently({ first = true }, { second = true })
    #expect(first)
    #expect(second)
  }

  /// Every end of a thread is a chance to let go too late of what it ran.
  @Test func `a thousand in a row leave nothing behind`() throws {
    var count = 0
    for _ in 0..<1000 { try concurrently({}, { count += 1 }) }
    #expect(count == 1000)
  }

  @Test func `the first error is thrown when the other has ended too`() {
    var hasEnded = false
    #expect(throws: Failure(number: 1)) {
      try concurrently({ throw Failure(number: 1) }, { hasEnded = true })
    }
    #expect(hasEnded)
    #expect(throws: Failure(number: 2)) {
      try concurrently({}, { throw Failure(number: 2) })
    }
    #expect(throws: Failure(number: 1)) {
      try concurrently({ throw Failure(number: 1) }, { throw Failure(number: 2) })
    }
  }

  // MARK: Several

  @Test(arguments: [0, 1, 2, 7, 100])
  func `several have their results in order`(count: Int) throws {
    #expect(try inParallel(count) { $0 * $0 } == (0..<count).map { $0 * $0 })
  }

  @Test func `all are there at the same time`() throws {
    let count = 12
    let arrived = Atomic(0)
    // None of them ends before all have come.
    let seen = try inParallel(count) { _ in
      arrived.add(1, ordering: .relaxed)
      try wait(for: "the others", within: .seconds(60)) { arrived.load(ordering: .relaxed) == count }
      return arrived.load(ordering: .relaxed)
    }
    #expect(seen == Array(repeating: count, count: count))
  }

  @Test func `a result may be none`() throws {
    #expect(try inParallel(3) { $0 == 1 ? nil : $0 } == [0, nil, 2])
  }

  @Test func `the lowest number's error is thrown when all have ended`() {
    let ended = Atomic(0)
    #expect(throws: Failure(number: 2)) {
      try inParallel(6) { number in
        ended.add(1, ordering: .relaxed)
        if number >= 2 { throw Failure(number: number) }
      }
    }
    #expect(ended.load(ordering: .relaxed) == 6)
  }
}
