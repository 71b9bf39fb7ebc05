package import MET001

extension [Figure.Point] {
  /// The finite points, thinned so that no peak and no dip is lost: of each run of neighbours the lowest and the
  /// highest stay, and so do the first and the last point.
  package func downsampled(to most: Int) -> [Figure.Point] {
    let finite = filter { $0.x.isFinite && $0.y.isFinite }
    guard finite.count > most, most >= 4 else { return finite }
    let buckets = (most - 2) / 2
    let inner = finite.dropFirst().dropLast()
    let kept = (0..<buckets).flatMap { bucket -> [Figure.Point] in
      let start = inner.startIndex + inner.count * bucket / buckets
      let end = inner.startIndex + inner.count * (bucket + 1) / buckets
      return inner[start..<end].extremes
    }
    return [finite[0]] + kept + [finite[finite.count - 1]]
  }
}

extension [Figure.Point] {
  /// The finite points, thinned so that the highest of each run of neighbours stays.
  package func peaks(inGroupsOf size: Int) -> [Figure.Point] {
    let finite = filter { $0.x.isFinite && $0.y.isFinite }
    return stride(from: 0, to: finite.count, by: Swift.max(1, size)).compactMap { start in
      finite[start..<Swift.min(start + Swift.max(1, size), finite.count)].max { $0.y < $1.y }
    }
  }
}

extension ArraySlice<Figure.Point> {
  fileprivate var extremes: [Figure.Point] {
    guard let low = indices.min(by: { self[$0].y < self[$1].y }),
      let high = indices.max(by: { self[$0].y < self[$1].y })
    else { return [] }
    return low == high ? [self[low]] : [self[Swift.min(low, high)], self[Swift.max(low, high)]]
  }
}
