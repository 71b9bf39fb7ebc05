import Foundation
import MET001
import Testing

/// Coding of a single value, in one word.
enum JSON {
  static func decode<T: Decodable>(_ text: String) throws -> T {
    try JSONDecoder().decode(T.self, from: Data(text.utf8))
  }

  static func encode(_ value: some Encodable) throws -> String {
    String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
  }
}

@Suite("Value")
struct ValueTests {
  @Test(arguments: [
    ("10", Value.number(10)), ("0.5", 0.5), ("-3", -3), (#""yes""#, "yes"), (#""""#, ""), (#""10""#, "10"),
  ])
  func `a value is coded as the plain number or text`(json: String, value: Value) throws {
    #expect(try JSON.decode(json) as Value == value)
    #expect(try JSON.encode(value) == json)
  }

  @Test(arguments: ["true", "null", "[1]", "{}"])
  func `nothing else is a value`(json: String) {
    #expect(throws: DecodingError.self) { try JSON.decode(json) as Value }
  }

  @Test(arguments: [
    (Value.number(2_147_483_648), "2147483648"), (-3, "-3"), (0, "0"), (.number(-0.0), "0"), (0.9, "0.9"),
    (93.75, "93.75"), ("on", "on"), ("", "\"\""), ("3600 1", "3600 1"), (.number(.nan), "nan"),
    (.number(.infinity), "inf"), (.number(1e300), "1e+300"),
  ])
  func `a value reads as in a redis.conf`(value: Value, text: String) {
    #expect(value.description == text)
  }

  @Test func `a number is no text, however they read`() {
    #expect(Value.number(1) != "1")
    #expect(Value.number(1) == 1.0)
  }

  @Test(arguments: [
    ("10", Limit.value(10)), (#""yes""#, .value("yes")), (#"{"parameter":"fill"}"#, .parameter("fill")),
  ])
  func `a limit is a value or names a parameter`(json: String, limit: Limit) throws {
    #expect(try JSON.decode(json) as Limit == limit)
    #expect(try JSON.encode(limit) == json)
  }
}
