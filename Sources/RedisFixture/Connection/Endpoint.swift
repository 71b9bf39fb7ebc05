/// Where a server listens.
package enum Endpoint: Sendable, Hashable, CustomStringConvertible {
  case unixSocket(path: String)
  case tcp(host: String, port: Int)

  package var description: String {
    switch self {
    case .unixSocket(let path): path
    case .tcp(let host, let port): "\(host):\(port)"
    }
  }

  /// What it is, in a few words that say nothing of this host.
  package var kind: String {
    switch self {
    case .unixSocket: "a Unix socket"
    case .tcp(let host, _): "TCP at \(host)"
    }
  }
}
