import Foundation
import RedisFixture
import TestSupport
import Testing

@Suite("Long paths")
struct LongPathTests {
  @Test func `a scratch directory whose path is too long for a socket is named with its length and the limit`()
    async throws
  {
    try await withTemporaryDirectory { directory in
      let path = "\(directory)/\(String(repeating: "x", count: 80))"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
      await #expect(processExitsWith: .success) { [path = path as String] in
        setenv("MET001_SCRATCH", path, 1)
        let error = await startError(ServerConfiguration())
        let text = error.map { "\($0)" } ?? "no error"
        let facts = ["\(path): the path is ", "\(path.utf8.count) bytes long", "only 68", "107 bytes"]
        precondition(facts.allSatisfy { text.contains($0) }, text)
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
    }
  }
}
