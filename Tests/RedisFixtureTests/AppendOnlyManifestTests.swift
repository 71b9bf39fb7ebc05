import RedisFixture
import Testing

@Suite("Append-only manifest")
struct AppendOnlyManifestTests {
  @Test func `base, incrementals and history are distinguished`() throws {
    let manifest = try AppendOnlyManifest(
      """
      # a comment
      file a.aof.2.base.rdb seq 2 type b
      file a.aof.1.incr.aof seq 1 type h
      file "a b.aof.2.incr.aof" seq 2 type i
      file a.aof.7.incr.aof seq 7 type i

      """)
    #expect(manifest.base == .init(name: "a.aof.2.base.rdb", sequence: 2))
    #expect(manifest.incrementals.map(\.name) == ["a b.aof.2.incr.aof", "a.aof.7.incr.aof"])
    #expect(manifest.incrementals.map(\.sequence) == [2, 7])
    #expect(manifest.history == [.init(name: "a.aof.1.incr.aof", sequence: 1)])
    #expect(manifest.names.count == 4)
  }

  @Test func `a set needs no base`() throws {
    #expect(try AppendOnlyManifest("file a seq 1 type i").base == nil)
  }

  @Test(
    arguments: [
      ("", nil, "names no file"),
      ("# file a seq 1 type b\n", nil, "names no file"),
      ("\nfile a seq 1 type b\n", 1, "is not 'file NAME seq NUMBER type LETTER'"),
      ("file a seq 1 type b\nfile a seq", 2, "is not 'file NAME seq NUMBER type LETTER'"),
      ("file a seq 1 type b extra", 1, "is not 'file NAME seq NUMBER type LETTER'"),
      ("file \"a seq 1 type b", 1, "is not 'file NAME seq NUMBER type LETTER'"),
      ("\0\0\0\0\0\0", 1, "is not 'file NAME seq NUMBER type LETTER'"),
      ("file a seq 1 kind b", 1, "lacks 'file', 'seq' or 'type'"),
      ("file ../a seq 1 type b", 1, "'../a' is no name in the same directory"),
      ("file a seq 0 type b", 1, "'0' is no sequence number"),
      ("file a seq x type b", 1, "'x' is no sequence number"),
      ("file a seq 1 type x", 1, "type 'x' is unknown"),
      ("file a seq 1 type b\nfile b seq 2 type b", 2, "a second base"),
      ("file a seq 2 type i\nfile b seq 2 type i", 2, "sequence number 2 does not rise"),
    ] as [(String, Int?, String)])
  func `a malformed manifest is refused`(text: String, line: Int?, reason: String) {
    #expect(throws: AppendOnlyManifest.Malformed(line: line, reason: reason)) { try AppendOnlyManifest(text) }
  }
}
