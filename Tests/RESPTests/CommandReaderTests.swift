import RESP
import Testing

@Suite("Requests")
struct RequestTests {
  private func parse(_ text: some StringProtocol, from start: Int = 0) -> RequestParse {
    Array(text.utf8).withUnsafeBufferPointer { parseRequest($0, from: start) }
  }

  /// SET of a value that looks like the beginning of a command.
  private static let set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n*1\r\n"
  private static let parsed = Request(range: 0..<30, words: [8..<11, 17..<18, 24..<28])

  @Test func `a command gives the places of its words, whatever their bytes`() {
    #expect(parse(Self.set) == .request(Self.parsed))
  }

  @Test func `a command is read where it begins, and what follows is left`() {
    let shifted = Request(range: 30..<60, words: Self.parsed.words.map { $0.lowerBound + 30..<$0.upperBound + 30 })
    #expect(parse(Self.set + Self.set + "*", from: 0) == .request(Self.parsed))
    #expect(parse(Self.set + Self.set + "*", from: 30) == .request(shifted))
    #expect(parse(Self.set + Self.set + "*", from: 60) == .incomplete)
  }

  @Test func `a command that is cut anywhere is incomplete`() {
    for length in 0..<Self.set.utf8.count {
      #expect(parse(String(decoding: Array(Self.set.utf8.prefix(length)), as: UTF8.self)) == .incomplete, "\(length)")
    }
  }

  @Test func `a word may be empty, and a command too`() {
    #expect(parse("*1\r\n$0\r\n\r\n") == .request(Request(range: 0..<10, words: [8..<8])))
    #expect(parse("*0\r\n") == .request(Request(range: 0..<4, words: [])))
  }

  @Test(arguments: [
    "*x\r\n", "*-1\r\n", "*\r\n", "*1\rx", "*1\r\n+OK\r\n", "*1\r\n$x\r\n", "*1\r\n$1\r\nabc\r\n", "*99999999\r\n",
    "*1\r\n$9999999999999999999999\r\n",
  ])
  func `what is no command is invalid`(text: String) {
    #expect(parse(text) == .invalid)
  }

  @Test func `a command on one line`() {
    #expect(parse("PING\r\n") == .request(Request(range: 0..<6, words: [0..<4])))
    #expect(parse("get  k\nPING") == .request(Request(range: 0..<7, words: [0..<3, 5..<6])))
    #expect(parse("\r\n") == .request(Request(range: 0..<2, words: [])))
    #expect(parse("PING") == .incomplete)
    #expect(parse(String(repeating: "a", count: 70_000)) == .invalid)
  }
}
