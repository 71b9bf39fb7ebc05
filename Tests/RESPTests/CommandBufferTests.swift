import RESP
import Testing

@Suite("Commands that are written")
struct CommandBufferTests {
  private func text(of commands: borrowing CommandBuffer) -> String {
    commands.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `a command is an array of bulk strings`() {
    var commands = CommandBuffer()
    commands.append(command: ["SET", "key", "ü"])
    commands.append(command: ["PING"])
    #expect(text(of: commands) == "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$2\r\nü\r\n*1\r\n$4\r\nPING\r\n")
    #expect(commands.count == text(of: commands).utf8.count)
  }

  @Test func `written piece by piece it is the same`() {
    var pieces = CommandBuffer(capacity: 1)
    pieces.begin("SET", arguments: 4)
    pieces.append(argument: "event:", number: 42, digits: 19)
    pieces.append(argument: [0x00, 0xff])
    pieces.append(argument: "PX")
    Array("10".utf8).withUnsafeBytes { pieces.append(argument: $0) }
    pieces.begin("PING", arguments: 0)
    var whole = CommandBuffer()
    let key = "event:0000000000000000042"
    whole.append(command: [Array("SET".utf8), Array(key.utf8), [0x00, 0xff], Array("PX".utf8), Array("10".utf8)])
    whole.append(command: ["PING"])
    #expect(pieces.withUnsafeBytes { Array($0) } == whole.withUnsafeBytes { Array($0) })
  }

  @Test(arguments: [0, 1, 9, 10, 11, 99, 100, 999_999_999, 1_000_000_000, .max])
  func `a number has the digits that it needs, or that are asked for`(number: Int) {
    let plain = "\(number)"
    for digits in [1, 19] {
      var commands = CommandBuffer(capacity: 1)
      commands.begin("GET", arguments: 1)
      commands.append(argument: "k", number: number, digits: digits)
      let padded = String(repeating: "0", count: max(0, digits - plain.count)) + plain
      #expect(text(of: commands) == "*2\r\n$3\r\nGET\r\n$\(padded.count + 1)\r\nk\(padded)\r\n")
    }
  }

  @Test func `what is no memory in one piece is written as well`() {
    let backwards = Array("cba".utf8).lazy.reversed()
    #expect([UInt8](command: [backwards]) == Array("*1\r\n$3\r\nabc\r\n".utf8))
  }

  @Test func `a command may have no word, and a word no byte`() {
    #expect([UInt8](command: [[UInt8]]()) == Array("*0\r\n".utf8))
    #expect([UInt8](command: [[UInt8]()]) == Array("*1\r\n$0\r\n\r\n".utf8))
    var commands = CommandBuffer()
    commands.begin("ECHO", arguments: 1)
    commands.append(argument: UnsafeRawBufferPointer(start: nil, count: 0))
    #expect(text(of: commands) == "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n")
  }

  @Test func `a buffer that was emptied holds what came after that`() {
    var commands = CommandBuffer(capacity: 1)
    commands.append(command: ["SET", "key", String(repeating: "v", count: 100_000)])
    #expect(commands.count > 100_000)
    commands.removeAll()
    #expect(commands.count == 0)
    commands.append(command: ["PING"])
    #expect(text(of: commands) == "*1\r\n$4\r\nPING\r\n")
  }
}
