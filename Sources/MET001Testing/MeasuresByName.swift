package import MET001
package import Testing

// What a control calls: names that the compiler knows.
extension Evidence {
  /// Records one value of a declared measure, in its unit.
  ///
  /// - Parameters:
  ///   - subject: what exactly was observed, if the measure has several subjects.
  ///   - samples: how many single samples the value rests on.
  package func record(
    _ measure: MeasureName, _ value: Double, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(
      named: measure.rawValue, .number(value), of: subject, samples: samples, sourceLocation: sourceLocation)
  }

  package func record(
    _ measure: MeasureName, _ value: Int, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(
      named: measure.rawValue, .number(Double(value)), of: subject, samples: samples, sourceLocation: sourceLocation)
  }

  /// Records a setting's value or another text.
  package func record(
    _ measure: MeasureName, _ value: String, of subject: String? = nil, samples: Int = 1,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    record(named: measure.rawValue, .text(value), of: subject, samples: samples, sourceLocation: sourceLocation)
  }

  /// Whether the value is within the limit of a declared measure.
  package func admits(
    _ measure: MeasureName, _ value: Double, sourceLocation: SourceLocation = #_sourceLocation
  ) -> Bool {
    admits(named: measure.rawValue, value, sourceLocation: sourceLocation)
  }

  /// The limit of a declared measure that is a number.
  ///
  /// - Throws: `SpecificationError` if there is no such measure, or no such limit; `MisuseError`.
  package func limit(of measure: MeasureName, sourceLocation: SourceLocation = #_sourceLocation) throws -> Double {
    try limit(named: measure.rawValue, sourceLocation: sourceLocation)
  }

  /// The limit of a declared measure, to be drawn across a picture: `must ≤ 90 %`. Empty if the measure has no limit
  /// that is a number: a specification may only record it.
  package func marks(
    _ label: String, of measure: MeasureName, sourceLocation: SourceLocation = #_sourceLocation
  ) -> [Figure.Mark] {
    marks(label, ofMeasureNamed: measure.rawValue, sourceLocation: sourceLocation)
  }
}
