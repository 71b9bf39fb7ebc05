import Foundation
import Testing
import faulty_server

@Suite("Addresses of a proxied server")
struct AddressesTests {
  @Test func `the last lines win`() throws {
    let addresses = try Addresses(text: "unixsocket /a\nport 1\n# port 2\nUNIXSOCKET \"/b\"\nport 0\n")
    #expect(addresses.socket == "/b")
    #expect(addresses.port == 0)
    #expect(addresses.hidden == "/b.hidden")
  }

  @Test func `without a socket there is no way to the server`() {
    #expect(throws: ProxyError.self) { try Addresses(text: "port 6379\n") }
  }

  @Test func `a configuration that the server rewrote still asks for what it asked for at first`() throws {
    let path = "\(NSTemporaryDirectory())/addresses-\(UUID().uuidString).conf"
    defer { for file in [path, "\(path).asked"] { try? FileManager.default.removeItem(atPath: file) } }
    try Data("unixsocket /a\nport 7001\n".utf8).write(to: URL(filePath: path))
    let first = try Addresses(configuration: path)
    try Data("unixsocket /a.hidden\nport 0\n".utf8).write(to: URL(filePath: path))
    #expect(try Addresses(configuration: path) == first)
    first.forget(configuration: path)
    #expect(FileManager.default.fileExists(atPath: "\(path).asked"))
    try Data("unixsocket /c\nport 7002\n".utf8).write(to: URL(filePath: path))
    let other = try Addresses(configuration: path)
    #expect(other.port == 7002)
    other.forget(configuration: path)
    #expect(!FileManager.default.fileExists(atPath: "\(path).asked"))
  }
}
