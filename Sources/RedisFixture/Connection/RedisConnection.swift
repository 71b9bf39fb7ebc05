import CHiredis
import Foundation
import RESP
package import RedisConfiguration

/// A blocking connection to one server, for one thread at a time.
///
///     let connection = try server.connect()
///     try connection.command("SET", "event:1", "…")
///
/// For a pipeline, append any number of commands, flush, and read as many replies.
package final class RedisConnection {
  /// What all answers of a connection together may take, whatever the server sends.
  package struct Allowance: Sendable {
    package var end: ContinuousClock.Instant
    package var bytes: Int

    package init(end: ContinuousClock.Instant, bytes: Int) { (self.end, self.bytes) = (end, bytes) }
  }

  package let endpoint: Endpoint
  /// `nil` for a server that is trusted not to answer without end.
  package var allowance: Allowance?
  private let timeout: Duration
  let context: UnsafeMutablePointer<redisContext>
  /// By what names the server knows its commands.
  private var login = Login()
  /// How many commands were added or sent.
  package private(set) var sent = 0

  /// Connects.
  ///
  /// - Parameter timeout: the longest wait for the connection, and then for each reply.
  /// - Throws: `FixtureError.connect`.
  package init(to endpoint: Endpoint, timeout: Duration = .seconds(60)) throws {
    self.endpoint = endpoint
    self.timeout = timeout
    _ = Self.brokenPipesAreErrors
    let limit = timeval(timeout)
    let opened =
      switch endpoint {
      case .unixSocket(let path): redisConnectUnixWithTimeout(path, limit)
      case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), limit)
      }
    guard let opened else {
      throw FixtureError.connect(endpoint: "\(endpoint)", reason: "out of memory")
    }
    guard opened.pointee.err == 0 else {
      let reason = Self.reason(opened)
      redisFree(opened)
      throw FixtureError.connect(endpoint: "\(endpoint)", reason: reason)
    }
    redisSetTimeout(opened, limit)
    // Keep the reader's buffer between replies: it would be freed and grown again for every large one.
    opened.pointee.reader.pointee.maxbuf = 0
    context = opened
  }

  /// Connects and logs in.
  ///
  /// - Throws: as `init(to:timeout:)`, and as `logIn`.
  package convenience init(to endpoint: Endpoint, timeout: Duration = .seconds(60), as login: Login) throws {
    try self.init(to: endpoint, timeout: timeout)
    try logIn(login)
  }

  /// hiredis writes with plain `send`: to a server that died it would end this process by SIGPIPE.
  private static let brokenPipesAreErrors: Void = { signal(SIGPIPE, SIG_IGN) }()

  deinit {
    redisFree(context)
  }

  /// Logs in with the first of the login's attempts that the server takes. From now on commands go by the names that the
  /// configuration gives them.
  ///
  /// - Returns: the command that the server took; `nil` if none was needed. It must be shown nowhere.
  /// - Throws: `FixtureError.refused` if a user is named and cannot log in, without the password;
  ///   `FixtureError.connectionLost`.
  @discardableResult
  func logIn(_ login: Login) throws -> [String]? {
    self.login = login
    var refusal: String?
    for attempt in login.attempts {
      guard case .error(let reply) = try send(attempt) else { return login.words(attempt) }
      refusal = reply
    }
    // The default user may need no password, whatever this host's environment has for others.
    guard login.isRequired else { return nil }
    throw FixtureError.refused(command: "AUTH", reply: refusal ?? "no password is known")
  }

  /// Sends one command and waits for its answer.
  ///
  /// - Throws: `FixtureError.refused` if the answer is an error, `FixtureError.connectionLost`.
  @discardableResult
  package func command(_ words: String...) throws -> Reply {
    try command(words: words)
  }

  /// Sends one command and waits for its answer, which must be no error.
  @discardableResult
  package func command(words: [String]) throws -> Reply {
    let reply = try send(words)
    if case .error(let text) = reply {
      throw FixtureError.refused(command: words.joined(separator: " "), reply: text)
    }
    return reply
  }

  /// Sends one command and waits for its answer, which may be an error.
  package func send(_ words: [String]) throws -> Reply {
    append(words)
    let reply = try nextReply { Reply($0) }
    // A server repeats what it does not know, such as the new name of a renamed command.
    if case .error(let text) = reply { return .error(login.masking(text)) }
    return reply
  }

  // MARK: Pipelining

  /// Adds one command to what the next flush sends.
  package func append(_ words: [String]) {
    sent += 1
    var command = CommandBuffer(capacity: 512)
    command.append(command: login.words(words))
    command.withUnsafeBytes { bytes in
      guard let start = bytes.bindMemory(to: CChar.self).baseAddress else { return }
      _ = redisAppendFormattedCommand(context, start, bytes.count)
    }
  }

  /// Sends everything that was added.
  ///
  /// - Throws: `FixtureError.connectionLost`.
  package func flush() throws {
    var done: Int32 = 0
    while done == 0 {
      guard redisBufferWrite(context, &done) == REDIS_OK else { throw lost() }
    }
  }

  /// Sends commands that are already in the server's protocol, after everything that was added: from where they stand,
  /// without a copy.
  ///
  /// - Throws: `FixtureError.connectionLost`.
  package func send(formatted bytes: UnsafeRawBufferPointer) throws {
    try flush()
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = Glibc.send(context.pointee.fd, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count, 0)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw lost(reason: String(cString: strerror(errno))) }
      rest = rest.dropFirst(count)
    }
  }

  /// Waits for the next answer and reads it in place.
  ///
  /// - Throws: `FixtureError.connectionLost`, and whatever the closure throws.
  package func nextReply<Result>(_ read: (ReplyView) throws -> Result) throws -> Result {
    let raw = try receive()
    defer { freeReplyObject(raw) }
    return try read(ReplyView(raw.assumingMemoryBound(to: redisReply.self)))
  }

  /// The next answer, when all of it is there.
  private func receive() throws -> UnsafeMutableRawPointer {
    var answer: UnsafeMutableRawPointer?
    guard redisGetReplyFromReader(context, &answer) == REDIS_OK else { throw lost() }
    if let answer { return answer }
    try flush()
    // The limit of the socket (SO_RCVTIMEO) is one for each receive: a server that sends byte by byte would never reach it.
    let limit = ContinuousClock.now + timeout
    while true {
      guard ContinuousClock.now < min(limit, allowance?.end ?? limit) else { throw lost(reason: Self.noAnswer) }
      let before = context.pointee.reader.pointee.len
      guard redisBufferRead(context) == REDIS_OK else { throw lost() }
      allowance?.bytes -= context.pointee.reader.pointee.len - before
      guard allowance?.bytes ?? 0 >= 0 else { throw lost(reason: "it answers without end") }
      guard redisGetReplyFromReader(context, &answer) == REDIS_OK else { throw lost() }
      if let answer { return answer }
    }
  }

  private static let noAnswer = "no answer in time"

  private func lost(reason: String? = nil) -> FixtureError {
    // hiredis gives the words of the limit that a receive has (SO_RCVTIMEO, socket(7)).
    let words = reason ?? Self.reason(context)
    let isLate = words == String(cString: strerror(EAGAIN))
    return .connectionLost(endpoint: "\(endpoint)", reason: isLate ? Self.noAnswer : words)
  }

  private static func reason(_ context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafePointer(to: &context.pointee.errstr) { errstr in
      errstr.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: errstr.pointee)) {
        String(cString: $0)
      }
    }
  }
}

extension timeval {
  fileprivate init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
  }
}
