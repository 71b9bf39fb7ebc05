import Host
import MET001
import RedisConfiguration
package import RedisFixture
import Testing

/// Holds a server under test against what its program makes of its file alone, at the start and at the end of each
/// scenario: what is judged once at a start could be otherwise a second later.
struct ServerWatch: Sendable {
  /// The server of the scenario that the controls of a suite share.
  @TaskLocal static var shared: ServerWatch?

  let server: RedisServer
  /// What was otherwise when the scenario began; `nil` if nothing could be compared.
  private let atStart: [Drift]?

  /// - Throws: `FixtureError` if the server does not answer.
  init(_ server: RedisServer) async throws {
    self.server = server
    atStart = try await Self.drifts(of: server)
  }

  /// Runs the body, compares once more, and gives what was found to the control that is about it: also where the body
  /// throws, for then nothing else may be said of the server.
  ///
  /// - Throws: what the body throws, whatever keeps the server from being looked at then; `FixtureError` if the server does
  ///   not answer.
  func reporting<Result>(to evidence: Evidence, _ body: () async throws -> Result) async throws -> Result {
    let result: Result
    do {
      result = try await body()
    } catch {
      do {
        try await look().report(to: evidence)
      } catch let silence {
        // An error of the body's own says why. That a control cannot be judged does not.
        if !evidence.collected.inconclusive.isEmpty, let violation = evidence.violation(silence) {
          evidence.violate(violation)
        }
      }
      throw error
    }
    try await look().report(to: evidence)
    return result
  }

  /// Compares once more.
  ///
  /// - Throws: `FixtureError` if the server does not answer.
  func look() async throws -> ServerLook {
    ServerLook(
      atStart: atStart, atEnd: try await Self.drifts(of: server),
      exposed: listeningSockets(of: server.unit).filter { $0.reach == .everybody },
      unheededStops: server.unheededStops, isAnother: try server.isAnother(),
      lastRewrite: try server.lastRewriteStatus())
  }

  /// `nil` of a server that is down, or whose program cannot be started alone.
  private static func drifts(of server: RedisServer) async throws -> [Drift]? {
    guard server.processId != nil else { return nil }
    let live = try server.connect().state()
    guard let reference = try? await server.reference() else { return nil }
    return live.drift(from: reference, replaced: server.replacedSettings, changed: server.changed)
  }
}

/// What was seen of a server under test, whatever its scenario was about.
struct ServerLook: Sendable {
  /// What was otherwise than in its file, at the start and at the end of the scenario; `nil` if nothing could be compared.
  fileprivate var atStart: [Drift]?
  fileprivate var atEnd: [Drift]?
  /// The sockets that others could reach at the end.
  fileprivate var exposed: [ListeningSocket]
  /// How often SIGTERM did not let the server end itself.
  fileprivate var unheededStops: Int
  /// Whether another server answered in the end than the one that was started.
  fileprivate var isAnother: Bool
  /// How the last rewrite of the append-only file ended; `nil` if that is not known.
  fileprivate var lastRewrite: String?

  /// Gives it to the control that is about it.
  ///
  /// - Parameter server: which one that was, where the control has another.
  func report(to evidence: Evidence, of server: String? = nil) {
    let prefix = server.map { "\($0), " } ?? ""
    evidence.noteDrift(atStart, "\(prefix)at the start")
    evidence.noteDrift(atEnd, "\(prefix)at the end")
    evidence.noteExposure(exposed, "\(prefix)at the end")
    evidence.noteStops(unheededStops, "\(prefix)in all")
    // Faults are there for rewrites to fail.
    if let lastRewrite, lastRewrite != "ok", evidence.control.access != .faults {
      evidence.violate("\(prefix)a rewrite of the append-only file ended with '\(lastRewrite)'")
    }
    if isAnother {
      evidence.violate(
        "\(prefix)the server that answers is not the one that was started: it ended, and was started again")
    }
  }
}

extension Evidence {
  /// Counts what has drifted for the control that is about it, whichever this one is.
  ///
  /// - Parameter drifts: `nil` if nothing could be compared.
  fileprivate func noteDrift(_ drifts: [Drift]?, _ moment: String) {
    guard let drifts else { return }
    // Two commands that have lost their names are told in one sentence.
    let sentences = drifts.map(\.description).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    note(.driftedSettings, drifts.count, moment, sentences)
  }

  /// Counts the sockets that others can reach for the control that is about them, whichever this one is.
  fileprivate func noteExposure(_ sockets: [ListeningSocket], _ moment: String) {
    let sentences = sockets.map { "process \($0.process) of the unit listens at \($0.address), port \($0.port)" }
    note(.exposedSockets, sockets.count, moment, sentences)
  }

  /// Counts how often SIGTERM did not end a server for the control that is about it, whichever this one is.
  fileprivate func noteStops(_ stops: Int, _ moment: String) {
    let sentence = "SIGTERM did not end the server in time, or did not let it end itself"
    note(.unheededStops, stops, moment, stops > 0 ? [sentence] : [])
  }

  /// Records what holds for the whole run: here if this control is about it, else as a contribution if something is wrong.
  private func note(_ measure: MeasureName, _ count: Int, _ moment: String, _ sentences: [String]) {
    let name = measure.rawValue
    guard let judge = settings.specification.controls.first(where: { $0.measure(named: name) != nil }) else { return }
    let isOwn = judge.id == control.id
    let subject = isOwn ? moment : "\(control.id), \(moment)"
    let notes = sentences.map { "\(subject): \($0)." }
    if isOwn {
      for sentence in notes { note(sentence) }
      record(measure, count, of: subject)
    } else if count > 0 {
      let observation = Observation(measure: name, of: subject, value: .number(Double(count)))
      contribute(Contribution(to: judge.id, observation, notes: notes))
    }
  }
}

extension RedisServer {
  /// What the server's own program makes of its file alone.
  ///
  /// - Throws: what keeps the program from being started alone.
  package func reference() async throws -> ServerState {
    try await References.shared.state(of: self)
  }
}

/// What programs make of files, asked once.
private actor References {
  static let shared = References()

  private struct Question: Hashable {
    var binary: String
    var file: [UInt8]
  }

  private var answers: [Question: Result<ServerState, any Error>] = [:]

  func state(of server: RedisServer) async throws -> ServerState {
    let file = server.file
    let question = Question(binary: try server.binary(), file: file.bytes)
    if let answer = answers[question] { return try answer.get() }
    let configuration = server.configuration
    let answer: Result<ServerState, any Error>
    do {
      answer = .success(
        try await ReferenceStart.state(
          of: file, by: question.binary, user: configuration.user, password: configuration.password))
    } catch {
      answer = .failure(error)
    }
    answers[question] = answer
    return try answer.get()
  }
}
