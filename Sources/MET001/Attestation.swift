package import Foundation

/// What somebody answers for, because no program can check it.
package struct Attestation: Codable, Hashable, Sendable {
  /// The control that asks for it, such as `RDY-07`.
  package var control: String
  /// What it is of, such as `on-call`.
  package var subject: String
  /// What is the case, in a sentence or two.
  package var statement: String
  /// Who answers for it.
  package var owner: String
  /// When it was said, as `2026-11-27`.
  package var date: String
  /// The last day on which it counts.
  package var expiry: String

  /// The attestations of a file.
  ///
  /// - Throws: `SpecificationError` with what is wrong, and where.
  package static func read(_ json: Data) throws -> [Attestation] {
    let attestations = try decodeStrictly([Attestation].self, from: json)
    for (number, attestation) in attestations.enumerated() {
      func refuse(_ field: String, _ problem: String) -> SpecificationError {
        SpecificationError(path: "[\(number)].\(field)", problem: problem)
      }
      for (field, text) in [
        ("control", attestation.control), ("subject", attestation.subject), ("statement", attestation.statement),
        ("owner", attestation.owner),
      ] where text.allSatisfy(\.isWhitespace) {
        throw refuse(field, "must say something")
      }
      guard let date = Day(attestation.date) else { throw refuse("date", "is no day such as 2026-11-27") }
      guard let expiry = Day(attestation.expiry) else { throw refuse("expiry", "is no day such as 2026-11-27") }
      if expiry < date { throw refuse("expiry", "is before the date") }
    }
    return attestations
  }

  /// Why it does not count on a day; `nil` if it does.
  package func objection(on today: Day) -> String? {
    guard let date = Day(date), let expiry = Day(expiry) else { return "has no date" }
    if today < date { return "is dated \(date), which is still to come" }
    return expiry < today ? "expired on \(expiry)" : nil
  }
}

/// A day of the Gregorian calendar, in UTC.
package struct Day: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// As in ISO 8601, `2026-11-27`: the order of the letters is that of the days.
  package let description: String

  /// - Returns: `nil` where the text is no day.
  package init?(_ text: String) {
    guard text.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) != nil, let date = Self.date(text), Day(date).description == text
    else { return nil }
    description = text
  }

  package init(_ date: Date) {
    description = date.formatted(.iso8601.year().month().day())
  }

  package static func < (one: Day, other: Day) -> Bool { one.description < other.description }

  private static func date(_ text: String) -> Date? {
    try? Date("\(text)T00:00:00Z", strategy: .iso8601)
  }
}
