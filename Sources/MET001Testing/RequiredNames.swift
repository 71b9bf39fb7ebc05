import MET001

extension Specification {
  /// Refuses a specification that lacks what the controls read, and names of measures that no shipped specification
  /// declares: both before anything is run, not after the ten minutes that a control may take.
  ///
  /// - Throws: `SpecificationError`.
  func requireNames() throws {
    let parameters = Set(parameters.map(\.name))
    for name in ParameterName.allCases.map(\.rawValue) where !parameters.contains(name) {
      throw SpecificationError(path: "parameters", problem: "there is no '\(name)', which the controls read")
    }
    let shipped = try Self.shippedNames.flatMap { try Self.shipped($0).controls }
    let measures = Set(shipped.flatMap(\.measures).map(\.name))
    for name in MeasureName.allCases.map(\.rawValue) where !measures.contains(name) {
      throw SpecificationError(path: "controls", problem: "none declares the measure '\(name)', which a test records")
    }
  }
}
