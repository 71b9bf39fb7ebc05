import Foundation
import Host
import TestSupport
import Testing

@Suite("Files that nobody else can change")
struct TrustedFileTests {
  @Test func `a file is trusted that this user alone can write`() throws {
    try inTemporaryDirectory { directory throws in
      let file = "\(directory)/program"
      try Data().write(to: URL(filePath: file))
      #expect(chmod(file, 0o755) == 0)
      #expect(isTrusted(file))
      #expect(chmod(file, 0o775) == 0)
      #expect(!isTrusted(file))
      #expect(!isTrusted("\(directory)/missing"))
    }
  }

  @Test func `a file is not trusted in whose directory, or behind whose link, others can put another`() throws {
    try inTemporaryDirectory { directory throws in
      let (open, file) = ("\(directory)/open", "\(directory)/open/program")
      try FileManager.default.createDirectory(atPath: open, withIntermediateDirectories: false)
      try Data().write(to: URL(filePath: file))
      let link = "\(directory)/link"
      try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
      #expect(chmod(file, 0o755) == 0)
      #expect(chmod(open, 0o755) == 0)
      #expect(isTrusted(file) && isTrusted(link))
      #expect(chmod(open, 0o777) == 0)
      #expect(!isTrusted(file) && !isTrusted(link))
      // As /tmp is.
      #expect(chmod(open, 0o1777) == 0)
      #expect(isTrusted(file) && isTrusted(link))
    }
  }
}
