import Foundation
import Processes
import TestSupport
import Testing

@Suite("Unix socket address")
struct UnixSocketAddressTests {
  private func bind(_ path: String) -> (result: Int32?, error: Int32) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    errno = 0
    let result = UnixSocketAddress.with(path: path) { Glibc.bind(descriptor, $0, $1) }
    return (result, errno)
  }

  @Test func `the longest path that it takes is the longest that Linux takes`() throws {
    try inTemporaryDirectory { directory throws in
      let room = UnixSocketAddress.longestPath - "\(directory)/".utf8.count
      let longest = "\(directory)/\(String(repeating: "s", count: room))"
      #expect(bind(longest).result == 0)
      #expect(access(longest, F_OK) == 0)
      let tooLong = bind(longest + "s")
      #expect(tooLong.result == nil)
      #expect(tooLong.error == ENAMETOOLONG)
    }
  }
}
