import Host
package import RedisConfiguration

/// Where a configuration lets clients connect over TCP, and what of that may be opened here: no address at which others
/// than this host could come in.
package struct Listening: Sendable, Equatable {
  /// The address that clients connect to, in numbers; `nil` if the server has no TCP port: they come by its Unix socket.
  package var host: String?
  /// What `bind` is replaced by; `nil` if it is left as the file has it.
  package var replacement: [String]?
  /// What the file has, if it is replaced.
  package var replaced: String?

  /// - Parameter file: the configuration under test.
  package init(of file: ConfigurationFile) {
    func port(_ name: String, otherwise number: Int) -> Int {
      file.value(of: name).map { Int($0) ?? number } ?? number
    }
    let words = file.directives.last { $0.name == "bind" }?.separateArguments
    let hasPort = port("port", otherwise: 6379) > 0 || port("tls-port", otherwise: 0) > 0
    guard hasPort, words?.isEmpty != true else { return }
    let addresses = (words ?? ["*"]).map { word in
      // Only a word with a colon is bound over IPv6 (listenToPort in Redis' server.c).
      let numbers = resolve(word.hasPrefix("-") ? String(word.dropFirst()) : word)
      return (word, numbers.filter { $0.contains(":") == word.contains(":") })
    }
    let local = addresses.filter { _, numbers in
      !numbers.isEmpty && numbers.allSatisfy { Reach(ofAddress: $0) == .loopback }
    }
    host = (local.first { !$0.0.hasPrefix("-") } ?? local.first)?.1.first ?? "127.0.0.1"
    if local.count < addresses.count {
      replacement = local.isEmpty ? ["127.0.0.1"] : local.map(\.0)
      replaced = (words ?? ["*"]).joined(separator: " ")
    }
  }
}
