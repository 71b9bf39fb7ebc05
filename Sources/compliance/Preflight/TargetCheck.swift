import Foundation
import Processes
import RedisConfiguration
import Remote

/// Asks the servers that a run is to observe, before anything is built, whether they answer, let us in and hold a buffer;
/// and a Sentinel or a node of a Cluster for those that belong to it.
struct TargetCheck {
  /// How long one server may take for its answer.
  fileprivate static let patience = Duration.seconds(4)

  /// As they were given.
  let urls: [String]
  /// Who logs in where a URL names nobody.
  let user: String?
  let files: TLSFiles
  /// A directory for tunnels.
  let directory: String

  /// - Returns: the servers, each once, in the order in which they were given or found.
  /// - Throws: `UsageError`, which shows no user and no password.
  func run() throws -> [TargetURL] {
    guard findProgram("redis-cli") != nil else { throw UsageError("no redis-cli in PATH: apt-get install redis-tools") }
    let given = try urls.map { text in
      do { return try TargetURL(text) } catch { throw UsageError("--target \(error)") }
    }
    return try given.flatMap(servers).reduce(into: []) { servers, server in
      if !servers.contains(where: { $0.place == server.place }) { servers.append(server) }
    }
  }

  // MARK: Servers

  /// The server, or those that it knows.
  private func servers(at url: TargetURL) throws -> [TargetURL] {
    let line = try Line(to: url, of: self)
    defer { line.close() }
    let info = try line.info()
    let members: [(host: String, port: Int)]
    switch info["redis_mode"] ?? info["server_mode"] {
    case "sentinel":
      let masters = pairs(in: try line.answer(to: "SENTINEL", "MASTERS"))
      let replicas = try masters.compactMap { $0["name"] }.flatMap {
        pairs(in: try line.answer(to: "SENTINEL", "REPLICAS", $0))
      }
      members = (masters + replicas).compactMap { member in
        member["port"].flatMap { Int($0) }.map { (member["ip"] ?? "", $0) }
      }
      guard !masters.isEmpty else { throw problem(url, "is a Sentinel that watches no master") }
    case "cluster": members = addresses(inCluster: try line.answer(to: "CLUSTER", "NODES"))
    default:
      try requireMaster(url, info)
      return [url]
    }
    // Whether each of them answers is judged: it is theirs.
    return members.map { host, port in url.at(host: host.isEmpty ? url.host : host, port: port) }
  }

  private func requireMaster(_ url: TargetURL, _ info: [String: String]) throws {
    guard info["loading"] != "1" else {
      let share = info["loading_loaded_perc"].map { " (\($0) %)" } ?? ""
      throw problem(url, "is still loading its data\(share); try again when it has")
    }
    guard info["role"] == "slave" || info["role"] == "replica" else { return }
    let master = "\(info["master_host"] ?? "another"):\(info["master_port"] ?? "?")"
    throw problem(url, "is a replica; name its master, \(master), or a Sentinel that watches both")
  }

  // MARK: Answers

  /// What the answers of `SENTINEL MASTERS` and `REPLICAS` say of each server: names and values, a line each.
  private func pairs(in text: String) -> [[String: String]] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return stride(from: 0, to: lines.count - 1, by: 2).reduce(into: []) { servers, index in
      if lines[index] == "name" { servers.append([:]) }
      guard let last = servers.indices.last else { return }
      servers[last][lines[index]] = lines[index + 1]
    }
  }

  /// The nodes of `CLUSTER NODES` that have an address: `ID HOST:PORT@BUS,NAME FLAGS …`.
  private func addresses(inCluster text: String) -> [(host: String, port: Int)] {
    text.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count > 2, !words[2].contains("noaddr"), !words[2].contains("handshake"),
        let address = words[1].split(separator: "@").first, let colon = address.lastIndex(of: ":"),
        let port = Int(address[address.index(after: colon)...])
      else { return nil }
      return (String(address[..<colon]), port)
    }
  }

  fileprivate func problem(_ url: TargetURL, _ what: String) -> UsageError { UsageError("--target \(url): \(what)") }
}

/// The way to one server, by redis-cli.
private final class Line {
  private let url: TargetURL
  private let check: TargetCheck
  private let tunnel: TLSTunnel?

  init(to url: TargetURL, of check: TargetCheck) throws {
    self.url = url
    self.check = check
    guard case .tls(let host, let port) = url.place else {
      tunnel = nil
      return
    }
    do {
      let directory = "\(check.directory)/\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      tunnel = try TLSTunnel(to: host, port: port, files: check.files, in: directory)
    } catch {
      throw check.problem(url, "\(error)")
    }
  }

  func close() { tunnel?.close() }

  /// The fields of INFO.
  func info() throws -> [String: String] {
    let info = infoFields(try answer(to: "INFO"))
    guard info["redis_version"] != nil else { throw check.problem(url, "tells no version: it is no Redis") }
    return info
  }

  /// What the server answers.
  ///
  /// - Throws: `UsageError` where it does not, or where it refuses.
  func answer(to words: String...) throws -> String {
    var environment = ProcessInfo.processInfo.environment
    if let password = url.password { environment["REDISCLI_AUTH"] = password }
    let user = url.user ?? check.user
    // Who is named must be let in; the default user may need no password, whatever the environment has for others.
    let mustLogIn = user != nil || url.password != nil
    let answer: FinishedProgram
    do {
      answer = try Service(
        "redis-cli", place + (user.map { ["--user", $0] } ?? []) + words, environment: environment
      ).run(within: TargetCheck.patience)
    } catch {
      let doubt = tunnel == nil ? "" : "; does it speak TLS?"
      throw check.problem(url, "gives no answer within \(TargetCheck.patience.components.seconds) s\(doubt)")
    }
    // What a server says is shown: without what was said to it, and without what a terminal would obey.
    // A server without AUTH repeats its words, the short ones, too, which no masking finds.
    let repeated = #/, with args beginning with:.*/#
    let login = Login(user: user, password: environment["REDISCLI_AUTH"], file: ConfigurationFile(directives: []))
    var lines = login.masking(answer.output.replacing("\r\n", with: "\n").replacing(repeated, with: "")).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { String($0).withoutControls }
    let warnings = lines.prefix { $0.hasPrefix("AUTH failed: ") || $0.hasPrefix("Warning: ") || $0.isEmpty }
    lines.removeFirst(warnings.count)
    let refusal = warnings.first { $0.hasPrefix("AUTH failed: ") }.map { String($0.dropFirst(13)) }
    let first = lines.first ?? ""
    if let objection = objection(to: first, refusal: mustLogIn ? refusal : nil) { throw check.problem(url, objection) }
    return lines.joined(separator: "\n")
  }

  private var place: [String] {
    switch url.place {
    case .tcp(let host, let port): ["-h", host, "-p", "\(port)"]
    case .tls: ["-s", tunnel?.socketPath ?? ""]
    case .unixSocket(let path): ["-s", path]
    }
  }

  /// What is wrong, by the first line of an answer; `nil` if nothing is.
  private func objection(to line: String, refusal: String?) -> String? {
    if let refusal { return "does not let us in (\(refusal)); correct the user or the password" }
    let word = line.prefix { $0 != " " }
    switch word {
    case "NOAUTH":
      return "wants a login (\(line)); name the user in the URL or with --user, and give the password in REDISCLI_AUTH"
    case "NOPERM": return "does not let this user look (\(line)); README has the line of the user that may"
    case "Could":
      let reason = line.split(separator: ": ", maxSplits: 1).last.map(String.init) ?? line
      return tunnelFailure ?? "cannot be reached (\(reason))"
    case "Error:":
      if let failure = tunnelFailure { return failure }
      return
        "does not speak Redis (\(line.dropFirst(7)))\(line.contains("closed") ? "; does it want TLS? then it is rediss://" : "")"
    case "ERR", "DENIED", "-DENIED": return "refuses: \(line)"
    // What redis-cli says where the connection ends while it logs in.
    case "I/O": return tunnelFailure ?? "closes the connection"
    case "": return tunnelFailure ?? "gives an empty answer"
    default: return nil
    }
  }

  /// Why nothing comes through the tunnel, if that is known.
  private var tunnelFailure: String? {
    guard let complaint = tunnel?.complaint else { return nil }
    let isUnreachable = complaint.hasPrefix("s_connect") || complaint.contains("resolve")
    return isUnreachable ? "cannot be reached (\(complaint))" : "TLS does not come about (\(complaint))"
  }
}

extension TargetURL {
  /// Empty of a Unix socket.
  fileprivate var host: String {
    switch place {
    case .tcp(let host, _), .tls(let host, _): host
    case .unixSocket: ""
    }
  }

  /// Another server that is reached in the same way.
  fileprivate func at(host: String, port: Int) -> TargetURL {
    var url = self
    if case .tls = place { url.place = .tls(host: host, port: port) } else { url.place = .tcp(host: host, port: port) }
    return url
  }
}
