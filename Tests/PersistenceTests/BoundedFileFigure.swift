import MET001
import Scenarios

extension BoundedFile {
  /// The size of the files while the buffer was overwritten, beside what they may take.
  func figure(_ bound: Bound) -> Figure {
    Figure(
      title: "Append-only files while the buffer was overwritten",
      x: .init(label: "seconds", unit: .seconds), y: .init(label: "size, while no rewrite went on", unit: .bytes),
      series: [
        .init(name: "files of the set", points: samples.map { .init(x: $0.time, y: Double($0.size)) }),
        .init(name: "bound", points: samples.map { .init(x: $0.time, y: bound.bytes(base: $0.base)) }, style: .trend),
      ])
  }
}
