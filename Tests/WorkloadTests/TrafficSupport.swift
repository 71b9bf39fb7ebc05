import Firehose
import RESP
import RedisFixture
import Testing
import Workload

extension LoadGenerator {
  /// One that waits as long as a busy machine may take: how late something is is judged by no unit test.
  static func patient(_ target: some RedisTarget) -> LoadGenerator {
    var generator = LoadGenerator(target)
    generator.grace = 60
    generator.patience = 60
    return generator
  }
}

/// Asks the same so many times, and keeps the answers.
final class RepeatedCommand: RequestSource {
  private let words: [[UInt8]]
  private var left: Int
  private(set) var answers: [[UInt8]] = []
  private(set) var refusals = 0
  /// Requests that were made.
  private(set) var made = 0

  /// - Parameter words: the command, in bytes.
  init(_ words: [[UInt8]], times: Int = .max) {
    self.words = words
    left = times
  }

  convenience init(_ words: String..., times: Int = .max) {
    self.init(words.map { Array($0.utf8) }, times: times)
  }

  func next(_ commands: inout CommandBuffer) -> Request? {
    guard left > 0 else { return nil }
    left -= 1
    made += 1
    commands.append(command: words)
    return Request(.get, ticket: left)
  }

  func answer(to request: Request, _ reply: ReplyView) -> String? {
    answers.append(Array(reply.bytes))
    return nil
  }

  func refuse(_ request: Request) { refusals += 1 }
}

/// Asks the server by hand, one request after the other, so that something can happen in between.
struct SingleStep {
  let source: any RequestSource
  let server: RedisServer
  let connection: RedisConnection

  init(_ source: any RequestSource, _ server: RedisServer) throws {
    self.source = source
    self.server = server
    connection = try server.connect()
  }

  /// Whether there is nothing more to ask.
  var isAtEnd: Bool {
    var commands = CommandBuffer()
    return source.next(&commands) == nil
  }

  /// Puts one request.
  ///
  /// - Returns: what is wrong with the answer, or its first word where it is an error; `nil` if it is right.
  func ask(_ operation: Workload.Operation, sourceLocation: SourceLocation = #_sourceLocation) throws -> String? {
    var commands = CommandBuffer()
    let next = source.next(&commands)
    let request = try #require(next, sourceLocation: sourceLocation)
    #expect(request.operation == operation, sourceLocation: sourceLocation)
    return try put(request, commands)
  }

  /// Puts requests until there is nothing more to ask.
  ///
  /// - Returns: what is wrong with each answer, as `ask` does.
  func askAll() throws -> [String?] {
    var flaws: [String?] = []
    var commands = CommandBuffer()
    while let request = source.next(&commands) {
      flaws.append(try put(request, commands))
      commands.removeAll()
    }
    return flaws
  }

  private func put(_ request: Request, _ commands: borrowing CommandBuffer) throws -> String? {
    try commands.withUnsafeBytes { try connection.send(formatted: $0) }
    return try connection.nextReply { reply in
      guard !reply.isError else {
        source.refuse(request)
        return reply.errorPrefix
      }
      return source.answer(to: request, reply)
    }
  }
}

extension RedisServer {
  /// How often the server did what a command asks, and how often it refused to.
  func calls(_ command: Workload.Operation) throws -> (done: Int, rejected: Int) {
    let line = try connect().info("commandstats")["cmdstat_\(command.rawValue.lowercased())"] ?? ""
    let figures = line.split(separator: ",").reduce(into: [Substring: Int]()) { figures, part in
      let pair = part.split(separator: "=")
      figures[pair[0]] = Int(pair[1])
    }
    return (figures["calls"] ?? 0, figures["rejected_calls"] ?? 0)
  }

  /// Begins to count from 0 how often what was asked.
  func forgetCalls() throws {
    try connect().command("CONFIG", "RESETSTAT")
  }
}
