import Processes
import RedisConfiguration
package import Remote

/// A server that somebody else runs, and that is only asked.
package final class RunningServer: RedisTarget {
  package let url: TargetURL
  package let endpoint: Endpoint
  private let login: Login
  private let tunnel: TLSTunnel?

  /// Opens the way to it; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - url: where it is. The user and the password in it are taken before the others.
  ///   - password: of that user.
  /// - Throws: `TLSTunnelError`, `ServiceError`, `SystemError` where it is reached by TLS.
  package init(_ url: TargetURL, user: String?, password: String?, files: TLSFiles) throws {
    self.url = url
    login = Login(
      user: url.user ?? user, password: url.password ?? password, file: ConfigurationFile(directives: []))
    switch url.place {
    case .tcp(let host, let port): (endpoint, tunnel) = (.tcp(host: host, port: port), nil)
    case .unixSocket(let path): (endpoint, tunnel) = (.unixSocket(path: path), nil)
    case .tls(let host, let port):
      let tunnel = try TLSTunnel(
        to: host, port: port, files: files, in: try ScratchRoot.current().makeDirectory())
      (endpoint, self.tunnel) = (.unixSocket(path: tunnel.socketPath), tunnel)
    }
  }

  deinit {
    tunnel?.close()
  }

  package func connect(timeout: Duration) throws -> RedisConnection {
    try RedisConnection(to: endpoint, timeout: timeout, as: login)
  }

  /// An answer of the server, or an error that repeats one, without what nobody shall read.
  package func masking(_ words: String) -> String { login.masking(words) }
}
