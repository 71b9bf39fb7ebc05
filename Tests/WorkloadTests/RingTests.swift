import Testing
import Workload

@Suite("Ring")
struct RingTests {
  private func all(_ ring: consuming Ring) -> [Int] {
    var ring = ring
    var numbers: [Int] = []
    while let number = ring.takeFirst() { numbers.append(number) }
    return numbers
  }

  @Test func `at first all numbers are in it, in their order`() {
    let ring = Ring(3..<7)
    #expect(ring.count == 4)
    #expect(all(ring) == [3, 4, 5, 6])
    #expect(all(Ring(0..<0)).isEmpty)
  }

  @Test func `what was taken comes last when it is put back`() {
    var ring = Ring(0..<3)
    // Thrice around.
    for turn in 0..<9 {
      #expect(ring.takeFirst() == turn % 3)
      #expect(ring.count == 2)
      ring.append(turn % 3)
    }
    #expect(all(ring) == [0, 1, 2])
  }

  @Test func `the one that has waited for longest comes first`() {
    var ring = Ring(0..<3)
    _ = ring.takeFirst()
    _ = ring.takeFirst()
    ring.append(1)
    ring.append(0)
    #expect(all(ring) == [2, 1, 0])
  }

  @Test(arguments: 0..<5)
  func `one is taken out wherever it is, and the others keep their order`(number: Int) {
    var ring = Ring(0..<5)
    // Begun in the middle of its places.
    for _ in 0..<3 { if let first = ring.takeFirst() { ring.append(first) } }
    ring.remove(number)
    #expect(ring.count == 4)
    #expect(all(ring) == [3, 4, 0, 1, 2].filter { $0 != number })
  }

  @Test func `what is not in it cannot be taken out`() {
    var ring = Ring(0..<3)
    _ = ring.takeFirst()
    ring.remove(0)
    #expect(all(ring) == [1, 2])
  }
}
