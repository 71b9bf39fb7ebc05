import Foundation
import Processes

/// The files with which a client of TLS verifies a server, and shows who it is, as redis-cli's options of these names.
package struct TLSFiles: Sendable, Equatable {
  /// The certificates that are trusted; `nil` for those of this host.
  package var cacert: String?
  /// Of the client.
  package var cert: String?
  package var key: String?

  package init(cacert: String? = nil, cert: String? = nil, key: String? = nil) {
    self.cacert = cacert
    self.cert = cert
    self.key = key
  }

  /// As `MET001_CACERT`, `MET001_CERT` and `MET001_KEY` have them.
  package init(environment: [String: String]) {
    self.init(
      cacert: environment["MET001_CACERT"], cert: environment["MET001_CERT"], key: environment["MET001_KEY"])
  }

  package var environment: [String: String] {
    ["MET001_CACERT": cacert, "MET001_CERT": cert, "MET001_KEY": key].compactMapValues(\.self)
  }

  /// OpenSSL's variable for another file of trusted certificates, and where Debian, Fedora and Alpine keep theirs.
  fileprivate var trusted: String? {
    let known = [
      "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]
    return cacert ?? ProcessInfo.processInfo.environment["SSL_CERT_FILE"]
      ?? known.first(where: FileManager.default.fileExists)
  }
}

/// A tunnel to a server that speaks TLS: a Unix socket of this host whose connections reach the server through stunnel, if
/// its certificate is that of its name.
package struct TLSTunnel: Sendable {
  package let socketPath: String
  private let log: String
  private let process: ServiceProcess

  /// Opens it; the server is not connected to yet.
  ///
  /// - Parameter directory: an empty one, which takes the socket, a file of settings and a log.
  /// - Throws: `TLSTunnelError`, `ServiceError`, `SystemError`.
  package init(to host: String, port: Int, files: TLSFiles, in directory: String) throws {
    guard let program = findProgram("stunnel") ?? findProgram("stunnel4") else {
      throw TLSTunnelError("no stunnel in PATH: apt-get install stunnel4")
    }
    guard let trusted = files.trusted else {
      throw TLSTunnelError("no certificate to trust: apt-get install ca-certificates, or name one with --cacert")
    }
    let socketPath = "\(directory)/tls.sock"
    (self.socketPath, log) = (socketPath, "\(directory)/stunnel.log")
    var (v4, v6) = (in_addr(), in6_addr())
    let isAddress = inet_pton(AF_INET, host, &v4) == 1 || inet_pton(AF_INET6, host, &v6) == 1
    var lines = [
      "foreground = yes", "pid =", "syslog = no", "debug = notice", "[target]", "client = yes",
      "accept = \(socketPath)", "connect = \(host):\(port)", "TIMEOUTconnect = 3",
      "verifyChain = yes", "CAfile = \(trusted)", isAddress ? "checkIP = \(host)" : "checkHost = \(host)",
    ]
    if !isAddress { lines.append("sni = \(host)") }
    if let cert = files.cert { lines.append("cert = \(cert)") }
    if let key = files.key { lines.append("key = \(key)") }
    let settings = "\(directory)/stunnel.conf"
    try Data("\(lines.joined(separator: "\n"))\n".utf8).write(to: URL(filePath: settings))
    process = try Service(
      program, [settings], directory: directory, output: .file(log), logs: [log],
      readiness: Readiness(within: .seconds(3)) {
        FileManager.default.fileExists(atPath: socketPath) ? .ready : .notYet("no socket")
      }
    ).start()
  }

  /// Why no connection came about, in stunnel's words, and what to do; `nil` if it tells nothing.
  package var complaint: String? {
    let lines = text(ofFile: log).split(separator: "\n").map { $0.replacing(#/^.*?LOG\d\[[^\]]*\]: /#, with: "") }
    let signs = ["CERT: ", "certificate", "alert", "s_connect: connect ", "resolve"]
    let complaints = signs.compactMap { sign in lines.first { $0.contains(sign) && !$0.contains("accepted") } }
    guard let complaint = complaints.first.map({ String($0) }) else { return nil }
    let remedies: KeyValuePairs = [
      "Subject checks": "the certificate is of another name",
      "certificate required": "name the client's with --cert and --key",
      "self-signed certificate": "name who is trusted with --cacert",
      "issuer certificate": "name who is trusted with --cacert",
    ]
    let remedy = remedies.first { complaint.contains($0.key) }?.value
    return remedy.map { "\(complaint): \($0)" } ?? complaint
  }

  package func close() {
    process.tearDown()
  }
}

/// What keeps a tunnel from being opened.
package struct TLSTunnelError: Error, CustomStringConvertible {
  package var description: String

  init(_ description: String) {
    self.description = description
  }
}
