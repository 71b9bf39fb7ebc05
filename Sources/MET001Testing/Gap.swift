import Host
package import MET001

/// A setting that a control judges, and whose value is outside its limit.
package struct Gap: Sendable, Equatable {
  package var setting: String
  /// What closes it; `nil` if the specification names nothing.
  package var remediation: Remediation?
}

extension Specification {
  /// The settings whose value decides a measure by itself.
  package var judgedSettings: [String] { judgements.map(\.setting.name) }

  /// The judged settings that are not as the specification has them, in its order.
  ///
  /// - Parameter value: a setting's value in the server; `nil` if it cannot be read, which is for other controls to tell.
  package func gaps(_ value: (String) -> String?) -> [Gap] {
    judgements.compactMap { measure, setting in
      guard let text = value(setting.name) else { return nil }
      let limit = limit(of: measure, in: .full)
      let observed =
        measure.name == exposure ? .number(Double(exposedAddresses(bind: text).count)) : measure.unit.read(text)
      return measure.admits(observed, limit: limit)
        ? nil : Gap(setting: setting.name, remediation: measure.remediation(limit: limit))
    }
  }

  /// Measures of one value. Of `bind` its addresses are counted.
  private var judgements: [(measure: Measure, setting: Setting)] {
    controls.filter { $0.group == "CFG" }.flatMap(\.measures).compactMap { measure in
      guard let setting = measure.setting, measure.name == setting.name || measure.name == exposure else { return nil }
      return (measure, setting)
    }
  }

  private var exposure: String { MeasureName.exposedAddresses.rawValue }
}

extension MeasureUnit {
  /// A setting's text as a value of this unit: a number if the unit has one.
  package func read(_ text: String) -> Value {
    guard self != .value, let number = Double(text) else { return .text(text) }
    return .number(number)
  }
}
