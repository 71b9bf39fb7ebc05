import Foundation

/// The unit of a measure. Sizes are in bytes and durations in seconds everywhere; only the way they are shown differs.
package enum MeasureUnit: String, Codable, Sendable, CaseIterable {
  case bytes
  case bytesPerEvent = "bytes/event"
  case count
  case events
  case eventsPerSecond = "events/s"
  case hours = "h"
  case operationsPerSecond = "ops/s"
  case ratio
  case requests
  case samplesPerSecond = "samples/s"
  case seconds = "s"
  /// A setting's value or another text.
  case value

  /// The value with its unit, for people.
  package func format(_ value: Value) -> String {
    guard case .number(let number) = value else { return value.description }
    return switch self {
    case .bytes: number >= 1024 ? "\(grouped(number)) B (\(binary(number)))" : "\(grouped(number)) B"
    case .bytesPerEvent: "\(grouped(number, decimals: 1)) B/event"
    case .count, .value: grouped(number)
    case .events, .requests: "\(grouped(number)) \(rawValue)"
    case .eventsPerSecond, .operationsPerSecond:
      "\(grouped(number, decimals: number < 100 ? 2 : 0)) \(rawValue)"
    case .hours: "\(grouped(number, decimals: 2)) h"
    case .ratio: "\(grouped(number * 100, decimals: 2)) %"
    case .samplesPerSecond: "\(grouped(number, decimals: 1)) samples/s"
    case .seconds: duration(number)
    }
  }
}

extension MeasureUnit {
  /// The value for people, beside what it is compared with: a gap that rounding would hide is told exactly.
  package func format(_ value: Value, against limit: Value?) -> String {
    let text = format(value)
    // One event of millions is lost in the rounding of 99.99999 %.
    guard let limit, value != limit, text == format(limit) else { return text }
    return "\(text) (exactly \(value))"
  }
}

/// The number with a comma between thousands and at most that many decimals, the same on every machine.
package func grouped(_ number: Double, decimals: Int = 0) -> String {
  guard number.isFinite else { return String(number) }
  let text = String(format: "%.\(decimals)f", abs(number))
  let parts = text.split(separator: ".")
  var whole = ""
  for (index, digit) in parts[0].enumerated() {
    if index > 0, (parts[0].count - index) % 3 == 0 { whole.append(",") }
    whole.append(digit)
  }
  var fraction = parts.count > 1 ? String(parts[1]) : ""
  while fraction.hasSuffix("0") { fraction.removeLast() }
  let isZero = !text.contains { "123456789".contains($0) }
  return (number < 0 && !isZero ? "−" : "") + whole + (fraction.isEmpty ? "" : ".\(fraction)")
}

/// A duration; below one second with three significant digits in milliseconds, such as `0.21 ms`.
private func duration(_ seconds: Double) -> String {
  let milliseconds = abs(seconds) * 1000
  // What would be rounded to 1,000 ms is a second.
  guard milliseconds > 0, milliseconds < 999.5 else {
    return "\(grouped(seconds, decimals: abs(seconds) < 10 ? 3 : 1)) s"
  }
  let decimals = max(0, 2 - Int(floor(log10(milliseconds))))
  return "\(grouped(seconds * 1000, decimals: decimals)) ms"
}

/// A size in binary multiples, such as `2 GiB`.
package func binary(_ bytes: Double) -> String {
  var (amount, step) = (bytes, 0)
  let names = ["B", "KiB", "MiB", "GiB", "TiB"]
  while amount >= 1024, step < names.count - 1 {
    amount /= 1024
    step += 1
  }
  return "\(grouped(amount, decimals: step == 0 ? 0 : 2)) \(names[step])"
}
