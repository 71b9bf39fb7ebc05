/// How long the sustained controls of a soak last, in the words of `--duration`: `5400`, `5400s`, `90m`, `8h`.
package struct SoakDuration: Sendable, Equatable {
  package let seconds: Int

  /// - Parameter text: whole seconds, or a whole number with `s`, `m` or `h` behind it; `nil` if it is neither.
  package init?(_ text: String) {
    guard let match = text.wholeMatch(of: /([0-9]+)([smh]?)/), let number = Int(match.1) else { return nil }
    let unit =
      switch match.2 {
      case "m": 60
      case "h": 3600
      default: 1
      }
    let (seconds, isTooLong) = number.multipliedReportingOverflow(by: unit)
    guard !isTooLong else { return nil }
    self.seconds = seconds
  }
}

extension SoakDuration: CustomStringConvertible {
  package var description: String { MeasureUnit.seconds.format(.number(Double(seconds))) }
}

extension SoakDuration: Codable {
  package init(from decoder: any Decoder) throws {
    seconds = try decoder.singleValueContainer().decode(Int.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(seconds)
  }
}

extension Profile {
  /// The profile's name, and how long its sustained controls last where the run says so.
  package func words(lasting duration: SoakDuration?) -> String {
    duration.map { "\(rawValue) (sustained controls for \($0))" } ?? rawValue
  }
}

extension Specification {
  /// Why sustained controls cannot last that long in the profile; `nil` if they can.
  package func objection(to duration: SoakDuration, in profile: Profile) -> String? {
    guard profile == .soak else { return "goes with the profile soak" }
    guard case .number(let full)? = value(of: "sustained-time", in: .full), Double(duration.seconds) < full else {
      return nil
    }
    return "is less than the \(MeasureUnit.seconds.format(.number(full))) of the profile full"
  }

  /// The specification of a run whose sustained controls last so long; the same where the run does not say.
  package func lasting(_ duration: SoakDuration?) -> Specification {
    guard let duration, let index = parameters.firstIndex(where: { $0.name == "sustained-time" }) else { return self }
    var specification = self
    specification.parameters[index].soak = .number(Double(duration.seconds))
    return specification
  }
}
