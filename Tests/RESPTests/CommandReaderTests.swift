import RESP
import Testing

@Suite("Commands of a client")
struct CommandReaderTests {
  /// What was read, where it ended and why no more was read.
  private struct Read: Equatable {
    var commands: [Command] = []
    var end = 0
    var stop: CommandReader.Stop?
  }

  private func read(_ bytes: [UInt8], from origin: CommandReader.Origin = .client) -> Read {
    bytes.withUnsafeBytes { bytes in
      var reader = CommandReader(bytes, from: origin)
      var read = Read()
      while let command = reader.next() { read.commands.append(command) }
      #expect(reader.next() == nil)
      read.end = reader.end
      read.stop = reader.stop
      return read
    }
  }

  private func read(_ text: String) -> Read { read(Array(text.utf8)) }

  /// SET of a value that looks like the beginning of a command.
  private static let set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$4\r\n\r\n*1\r\n"
  private static let parsed = Command(range: 0..<30, words: [8..<11, 17..<18, 24..<28])

  @Test func `a command gives the places of its words, whatever their bytes`() {
    #expect(read(Self.set) == Read(commands: [Self.parsed], end: 30))
  }

  @Test func `a command is read where it begins, and an incomplete one is left`() {
    let shifted = Command(range: 30..<60, words: Self.parsed.words.map { $0.lowerBound + 30..<$0.upperBound + 30 })
    #expect(read(Self.set + Self.set + "*") == Read(commands: [Self.parsed, shifted], end: 60, stop: .incomplete))
  }

  @Test func `nothing is neither a command nor an incomplete one`() {
    #expect(read("") == Read())
  }

  @Test func `a stream may end after any byte`() {
    let commands: [[String]] = [["SET", "k", "\r\n*1\r\n"], ["PING"], ["MGET", "", "é\0"], ["SET", "big", "\u{ff}"]]
    let stream = commands.flatMap { [UInt8](command: $0.map(\.utf8)) }
    let all = read(stream)
    #expect(all.commands.count == commands.count && all.end == stream.count && all.stop == nil)
    for length in 0...stream.count {
      let whole = all.commands.filter { $0.range.upperBound <= length }
      let end = whole.last?.range.upperBound ?? 0
      let cut = Read(commands: whole, end: end, stop: end == length ? nil : .incomplete)
      #expect(read(Array(stream[..<length])) == cut, "\(length)")
      // What was left is read again with the rest.
      let rest = read(Array(stream[end...]))
      #expect(rest.commands.count == commands.count - whole.count && rest.stop == nil, "\(length)")
    }
  }

  @Test func `a word may be empty, and a command too`() {
    #expect(read("*1\r\n$0\r\n\r\n") == Read(commands: [Command(range: 0..<10, words: [8..<8])], end: 10))
    #expect(read("*0\r\n") == Read(commands: [Command(range: 0..<4, words: [])], end: 4))
  }

  @Test(arguments: [
    ("*x\r\n", 1), ("*-1\r\n", 1), ("*\r\n", 1), ("*1\rx", 3), ("*1\n", 2), ("*1\r\n+OK\r\n", 4), ("*1\r\n$x\r\n", 5),
    ("*1\r\n$-1\r\n", 5), ("*1\r\n$1\r\nabc\r\n", 9), ("*1048577\r\n", 8), ("*1\r\n$536870913\r\n", 14),
    ("*1\r\n$9999999999999999999999\r\n", 21),
  ])
  func `what is no command is malformed at an offset, behind the commands before it`(text: String, offset: Int) {
    #expect(read(text) == Read(stop: .malformed(at: offset)))
    #expect(read(Self.set + text) == Read(commands: [Self.parsed], end: 30, stop: .malformed(at: 30 + offset)))
  }

  @Test func `a command on one line`() {
    #expect(read("PING\r\n") == Read(commands: [Command(range: 0..<6, words: [0..<4])], end: 6))
    let get = Command(range: 0..<8, words: [0..<3, 6..<7])
    #expect(read("get \t k\nPING") == Read(commands: [get], end: 8, stop: .incomplete))
    #expect(read("\r\n") == Read(commands: [Command(range: 0..<2, words: [])], end: 2))
    #expect(read(String(repeating: "a", count: 1 << 16)) == Read(stop: .incomplete))
    #expect(read(String(repeating: "a", count: 70_000)) == Read(stop: .malformed(at: 0)))
  }

  @Test func `a command knows its name and its key`() {
    let bytes = Array("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nvv\r\n*1\r\n$4\r\nPING\r\n*0\r\n".utf8)
    let commands = read(bytes).commands
    bytes.withUnsafeBytes { bytes in
      #expect(commands.map { $0.name(in: bytes) } == ["SET", "PING", nil])
      #expect(commands.map { $0.key(in: bytes) } == ["k", nil, nil])
    }
  }
}
