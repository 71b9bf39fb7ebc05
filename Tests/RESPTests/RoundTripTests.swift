import RESP
import Testing

@Suite("Commands that are written and read")
struct RoundTripTests {
  /// Writes the commands and reads them again.
  private func roundTrip(_ commands: [[[UInt8]]], _ origin: CommandReader.Origin) -> [[[UInt8]]] {
    var written = CommandBuffer(capacity: 16)
    for words in commands { written.append(command: words) }
    return written.withUnsafeBytes { bytes in
      var reader = CommandReader(bytes, from: origin)
      var read: [[[UInt8]]] = []
      while let command = reader.next() { read.append(command.words.map { Array(bytes[$0]) }) }
      #expect(reader.stop == nil && reader.end == bytes.count)
      return read
    }
  }

  @Test(arguments: [CommandReader.Origin.client, .appendOnlyFile])
  func `every word comes back, whatever its bytes and its length`(origin: CommandReader.Origin) {
    let lengths = Array(0...300) + [4095, 4096, 65_535, 65_536, 5_000_000]
    var commands = lengths.map { length in
      [Array("SET".utf8), Array("k\(length)".utf8), (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }]
    }
    commands.append([Array(UInt8.min...UInt8.max)])
    commands.append([[], Array("\r\n*1\r\n$4\r\nPING\r\n".utf8), []])
    #expect(roundTrip(commands, origin) == commands)
  }

  @Test(arguments: [CommandReader.Origin.client, .appendOnlyFile])
  func `a command may have many words`(origin: CommandReader.Origin) {
    let command = (0..<100_000).map { Array("\($0)".utf8) }
    #expect(roundTrip([command, command], origin) == [command, command])
  }
}
