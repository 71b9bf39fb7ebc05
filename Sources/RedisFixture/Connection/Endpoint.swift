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
}
