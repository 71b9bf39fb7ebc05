import Foundation
import RedisConfiguration

/// Where the configuration lets the server listen, and where it listens behind the proxy.
///
/// Arguments behind the configuration file tell the server where to listen. CONFIG REWRITE writes them into that file;
/// so what it asked for at first is kept in a second file.
package struct Addresses: Codable, Equatable {
  /// The Unix socket that the configuration asks for.
  package var socket: String
  /// The port of the loopback interface that the configuration asks for; 0 if none.
  package var port: Int

  /// The socket at which the server really listens.
  package var hidden: String { "\(socket).hidden" }

  /// Reads them from a configuration file.
  ///
  /// - Throws: `ProxyError` if it cannot be read or asks for no Unix socket.
  package init(configuration path: String) throws {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw ProxyError(description: "\(path) cannot be read")
    }
    let kept = "\(path).asked"
    self = try Addresses(text: text)
    if socket.hasSuffix(".hidden"), let data = FileManager.default.contents(atPath: kept) {
      self = try JSONDecoder().decode(Addresses.self, from: data)
    } else {
      try JSONEncoder().encode(self).write(to: URL(filePath: kept))
    }
  }

  /// Removes the second file, unless the server has rewritten its configuration.
  package func forget(configuration path: String) {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8), (try? Addresses(text: text)) == self else {
      return
    }
    try? FileManager.default.removeItem(atPath: "\(path).asked")
  }

  /// Reads them from the text of a configuration. Later lines win.
  ///
  /// - Throws: `ConfigurationError` if it is none, `ProxyError` if it asks for no Unix socket.
  package init(text: String) throws {
    let configuration = try ConfigurationFile(text: text)
    guard let socket = configuration.value(of: "unixsocket"), !socket.isEmpty else {
      throw ProxyError(description: "the configuration has no unixsocket, which the proxy needs to find the server")
    }
    self.socket = socket
    port = configuration.value(of: "port").flatMap { Int($0) } ?? 6379
  }
}
