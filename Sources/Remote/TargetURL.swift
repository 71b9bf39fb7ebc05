import Foundation

/// Where a server listens that somebody else runs, and who logs in there, as `redis-cli -u` and the clients' libraries write
/// it:
///
///     redis://[user[:password]@]host[:port]    rediss://… (TLS)    unix:/path    unix://[user[:password]@]/path
///
/// Unlike in `redis-cli -u`, a word before the `@` without a colon is the user: the password is better kept in REDISCLI_AUTH.
package struct TargetURL: Sendable, Hashable {
  package enum Place: Sendable, Hashable {
    case tcp(host: String, port: Int)
    /// TCP with TLS.
    case tls(host: String, port: Int)
    case unixSocket(path: String)
  }

  package var place: Place
  package var user: String?
  package var password: String?

  package init(_ place: Place, user: String? = nil, password: String? = nil) {
    self.place = place
    self.user = user
    self.password = password
  }

  /// - Throws: `TargetURLError`, which tells no user and no password.
  package init(_ text: String) throws {
    func problem(_ what: String) -> TargetURLError { TargetURLError(url: Self.redacted(text), problem: what) }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let scheme = parts[0].lowercased()
    guard parts.count == 2, ["redis", "rediss", "unix"].contains(scheme) else {
      throw problem("does not begin with redis://, rediss:// or unix:")
    }
    let hasAuthority = parts[1].hasPrefix("//")
    guard hasAuthority || scheme == "unix" else { throw problem("lacks the two slashes after \(scheme):") }
    var rest = hasAuthority ? parts[1].dropFirst(2) : parts[1]
    // A password may contain any sign, written out or not: what follows the last @ is the place.
    if hasAuthority, let at = rest.lastIndex(of: "@") {
      let login = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let words = login.map { String($0).removingPercentEncoding }
      guard !words.contains(nil) else { throw problem("has a % in its login that begins no two hexadecimal digits") }
      let texts = words.compactMap(\.self)
      user = texts[0].isEmpty ? nil : texts[0]
      password = texts.count == 2 && !texts[1].isEmpty ? texts[1] : nil
      rest = rest[rest.index(after: at)...]
    }
    guard !rest.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else {
      throw problem("has something behind the server that is not understood")
    }
    if scheme == "unix" {
      guard rest.hasPrefix("/") else { throw problem("names no absolute path of a socket") }
      place = .unixSocket(path: String(rest).removingPercentEncoding ?? String(rest))
      return
    }
    let (address, database) = rest.split(at: "/")
    guard database?.allSatisfy(\.isNumber) != false else {
      throw problem("has something else than a database's number after the /")
    }
    guard let (host, port) = Self.hostAndPort(address) else { throw problem("names no host") }
    guard let number = port.map({ Int($0) }) ?? 6379, (1...65535).contains(number) else {
      throw problem("has no port from 1 to 65535")
    }
    place = scheme == "redis" ? .tcp(host: host, port: number) : .tls(host: host, port: number)
  }

  /// Of `host:port`, or of `[address]:port` where the address is of IPv6; `nil` if there is no host.
  private static func hostAndPort(_ address: Substring) -> (host: String, port: Substring?)? {
    var (host, port) = address.split(at: ":")
    if address.hasPrefix("[") {
      guard let end = address.firstIndex(of: "]") else { return nil }
      host = address[address.index(after: address.startIndex)..<end]
      let rest = address[address.index(after: end)...]
      guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
      port = rest.isEmpty ? nil : rest.dropFirst()
    }
    return host.isEmpty ? nil : (String(host), port)
  }
}

extension TargetURL: CustomStringConvertible {
  /// The address, without who logs in.
  package var description: String {
    func authority(_ host: String, _ port: Int) -> String { "\(host.contains(":") ? "[\(host)]" : host):\(port)" }
    return switch place {
    case .tcp(let host, let port): "redis://\(authority(host, port))"
    case .tls(let host, let port): "rediss://\(authority(host, port))"
    case .unixSocket(let path): "unix:\(path)"
    }
  }

  /// With the user and the password, and in a form that has no blank and can be read again.
  package var withLogin: String {
    func encoded(_ text: String?, _ allowed: CharacterSet = .alphanumerics) -> String {
      (text ?? "").addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }
    let login = user == nil && password == nil ? "" : "\(encoded(user)):\(encoded(password))@"
    return switch place {
    case .unixSocket(let path): "unix://\(login)\(encoded(path, .urlPathAllowed))"
    case .tcp, .tls: description.replacing("://", with: "://\(login)", maxReplacements: 1)
    }
  }

  /// The text of a URL, well-formed or not, without what may be a user or a password.
  package static func redacted(_ text: String) -> String {
    guard let at = text.lastIndex(of: "@"), let colon = text.firstIndex(of: ":"), colon < at else { return text }
    let slashes = text[text.index(after: colon)...].prefix(2).prefix { $0 == "/" }
    return "\(text[...colon])\(slashes)…@\(text[text.index(after: at)...])"
  }
}

/// A text that is no URL of a server.
package struct TargetURLError: Error, Equatable, CustomStringConvertible {
  /// Without user and password.
  package var url: String
  package var problem: String

  package var description: String { "\(url): \(problem); it is as redis://user@host:6379" }
}

extension Substring {
  /// What stands before the first such sign, and what behind it; `nil` for the latter if there is none.
  fileprivate func split(at sign: Character) -> (Substring, Substring?) {
    guard let place = firstIndex(of: sign) else { return (self, nil) }
    return (self[..<place], self[index(after: place)...])
  }
}
