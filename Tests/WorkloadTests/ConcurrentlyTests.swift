import Testing
import Workload

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
}
