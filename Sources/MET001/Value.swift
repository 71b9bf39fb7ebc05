/// What was observed or what is asked for: a number in the measure's unit, or a text such as a setting's value.
package enum Value: Hashable, Sendable {
  case number(Double)
  case text(String)
}

extension Value: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else {
      throw DecodingError.typeMismatch(
        Value.self,
        .init(codingPath: decoder.codingPath, debugDescription: "expected a number or a text"))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }
}

extension Value: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(stringLiteral value: String) { self = .text(value) }
}

extension Value: CustomStringConvertible {
  /// The value as a redis.conf line would have it: whole numbers without a fraction, an empty text as `""`.
  package var description: String {
    switch self {
    case .number(let number):
      number == number.rounded() && abs(number) < 1e15 ? String(Int64(number)) : String(number)
    case .text(let text): text.isEmpty ? "\"\"" : text
    }
  }
}
