/// What a part of the benchmark measured, in the order of the table.
package struct Figures: Sendable, Equatable {
  package private(set) var all: [Figure] = []

  package init() {}

  /// Adds a round's value to the figure of that name.
  package mutating func record(
    _ name: String, _ unit: Figure.Unit, ours: Double, theirs: Double? = nil, wanted: Figure.Wanted? = nil
  ) {
    let place = all.firstIndex { $0.name == name } ?? all.count
    if place == all.count { all.append(Figure(name, unit, wanted: wanted)) }
    all[place].ours.append(ours)
    if let theirs { all[place].theirs.append(theirs) }
  }
}
