/// A queue of small numbers, each at most once in it.
package struct Ring {
  private var places: [Int]
  private var first = 0
  package private(set) var count: Int

  /// - Parameter numbers: all that may ever be in it, and are at first.
  package init(_ numbers: Range<Int>) {
    places = Array(numbers)
    count = numbers.count
  }

  package mutating func append(_ number: Int) {
    precondition(count < places.count, "the ring is full")
    places[(first + count) % places.count] = number
    count += 1
  }

  package mutating func takeFirst() -> Int? {
    guard count > 0 else { return nil }
    let number = places[first]
    first = first + 1 == places.count ? 0 : first + 1
    count -= 1
    return number
  }

  /// Takes out one number, wherever it is.
  package mutating func remove(_ number: Int) {
    for _ in 0..<count {
      guard let next = takeFirst() else { return }
      if next != number { append(next) }
    }
  }
}
