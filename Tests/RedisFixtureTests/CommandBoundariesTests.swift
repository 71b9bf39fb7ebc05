import RedisFixture
import Testing

@Suite("Command boundaries")
struct CommandBoundariesTests {
  private func boundaries(_ text: String) -> CommandBoundaries {
    Array(text.utf8).withUnsafeBytes { CommandBoundaries(of: $0) }
  }

  private let set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\nvv\r\n"
  private let ping = "*1\r\n$4\r\nPING\r\n"

  @Test func `nothing has no boundary`() {
    let none = boundaries("")
    #expect(none.ends.isEmpty && none.malformedAt == nil)
  }

  @Test func `each command ends where the next begins`() {
    let both = boundaries(set + ping + set)
    #expect(both.ends == [set.utf8.count, set.utf8.count + ping.utf8.count, 2 * set.utf8.count + ping.utf8.count])
    #expect(both.malformedAt == nil)
  }

  @Test func `an annotation belongs to the command behind it`() {
    let text = "#TS:1700000000\r\n" + set + "#TS:1700000001\r\n#TS:1700000002\r\n" + ping + "#TS:1700000003\r\n"
    let annotated = boundaries(text)
    #expect(annotated.ends == [16 + set.utf8.count, 48 + set.utf8.count + ping.utf8.count])
    #expect(annotated.malformedAt == nil)
  }

  @Test func `line ends and other bytes in a word are its own`() {
    let word = "\r\n*1\r\n$4\r\n\0é"
    let odd = boundaries("*2\r\n$3\r\nGET\r\n$\(word.utf8.count)\r\n\(word)\r\n$0")
    #expect(odd.ends.count == 1)
    #expect(boundaries("*2\r\n$3\r\nGET\r\n$0\r\n\r\n").ends.count == 1)
  }

  @Test func `a cut inside a command is seen at the end of the bytes`() {
    let whole = Array((set + "#TS:1\r\n" + ping).utf8)
    for cut in 1..<whole.count where cut != set.utf8.count && cut != set.utf8.count + 7 {
      let rest = whole[..<cut].withUnsafeBytes { CommandBoundaries(of: $0) }
      #expect(rest.ends == (cut < set.utf8.count ? [] : [set.utf8.count]), "cut at \(cut)")
      #expect(rest.malformedAt == cut, "cut at \(cut)")
    }
  }

  @Test(arguments: [
    ("\0\0\0\0", 0), ("garbage", 0), ("*0\r\n", 2), ("*-1\r\n", 1), ("*x\r\n", 1), ("*1\n", 2), ("*1\r\r", 3),
    ("*1\r\n:4\r\n", 4), ("*1\r\n$-1\r\n", 5), ("*1\r\n$4\r\nPINGS\r\n", 12), ("*1\r\n$99999999999999999999\r\n", 21),
    ("*1\r\n$\r\n", 5), ("*1\r\n$4\r\nPING\r*", 13),
  ])
  func `a malformed place is told by its offset`(text: String, offset: Int) {
    let broken = boundaries(ping + text)
    #expect(broken.ends == [ping.utf8.count])
    #expect(broken.malformedAt == ping.utf8.count + offset)
  }
}
