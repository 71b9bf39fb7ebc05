import RESP
import Testing

@Suite("Commands of an append-only file")
struct AppendOnlyFileTests {
  private let set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nvv\r\n"
  private let ping = "*1\r\n$4\r\nPING\r\n"

  /// Reads all commands.
  ///
  /// - Returns: where they begin and end, and the reader at its end.
  private func read(_ bytes: [UInt8], _ check: ([Command], CommandReader) -> Void) {
    bytes.withUnsafeBytes { bytes in
      var reader = CommandReader(bytes, from: .appendOnlyFile)
      var commands: [Command] = []
      while let command = reader.next() { commands.append(command) }
      check(commands, reader)
    }
  }

  @Test func `an annotation is part of the command behind it`() {
    let text = "#TS:1700000000\r\n" + set + "#TS:1700000001\r\n#TS:1700000002\r\n" + ping + "#TS:1700000003\r\n"
    read(Array(text.utf8)) { commands, reader in
      let first = 16 + set.utf8.count
      let second = first + 32 + ping.utf8.count
      #expect(commands.map(\.range) == [0..<first, first..<second])
      #expect(reader.end == second && reader.malformedAt == nil)
    }
  }

  @Test func `a cut inside a command is incomplete, and malformed at the end of the bytes`() {
    let whole = Array((set + "#TS:1\r\n" + ping).utf8)
    for cut in 1..<whole.count where cut != set.utf8.count && cut != set.utf8.count + 7 {
      read(Array(whole[..<cut])) { commands, reader in
        #expect(reader.end == (cut < set.utf8.count ? 0 : set.utf8.count), "cut at \(cut)")
        #expect(reader.stop == .incomplete && reader.malformedAt == cut, "cut at \(cut)")
      }
    }
  }

  @Test(arguments: [("PING\r\n", 0), ("\0\0\0\0", 0), ("*0\r\n", 2), ("*1\r\n$1125899906842624\r\n", 23)])
  func `a file holds named commands alone, of any size`(text: String, offset: Int) {
    read(Array((ping + text).utf8)) { commands, reader in
      #expect(commands.count == 1 && reader.end == ping.utf8.count)
      #expect(reader.malformedAt == ping.utf8.count + offset)
      // A word may be longer than what is there.
      #expect((reader.stop == .incomplete) == (text.utf8.count == offset))
    }
  }
}
