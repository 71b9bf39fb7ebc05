import Firehose
import RESP
import RedisFixture

/// A group while it runs. Moments are nanoseconds of the monotonic clock.
final class ClientGroupRun {
  /// A client: its connection and the request that is under way on it.
  private struct Client {
    let connection: PolledConnection
    var request: Request?
    var due = 0
    var sent = 0
    var isLost = false
  }

  private let source: any RequestSource
  private var clients: [Client]
  private let poll: Poll
  private let firstNumber: Int
  private let start: Int
  /// The last moment at which a request can be made.
  private(set) var lastRequest: Int
  private var recorder: TrafficRecorder
  private var commands = CommandBuffer(capacity: 8 * 1024)
  /// Clients without a request, the one that has waited for longest first.
  private var idle: Ring
  /// Where requests are due: which is the next that nobody has noticed yet, and which the next to be sent.
  private var noticing: Schedule.Iterator?
  private var sending: Schedule.Iterator?
  /// How long before a request is due the thread stays awake, in nanoseconds: a processor that has gone to sleep takes
  /// about 50 microseconds to wake up. It is a twentieth of the time between two requests at the most, so that a fast
  /// schedule leaves the processor to the server.
  private var wakeUp = 0
  private var underWay = 0
  private var isExhausted = false
  private(set) var answered = 0

  init(
    _ group: ClientGroup, _ connections: [PolledConnection], poll: Poll, firstNumber: Int, start: Int,
    recorder: TrafficRecorder
  ) {
    source = group.source
    clients = connections.map { Client(connection: $0) }
    idle = Ring(0..<connections.count)
    self.poll = poll
    self.firstNumber = firstNumber
    self.start = start
    self.recorder = recorder
    lastRequest = start + Int(group.pace.seconds * 1e9)
    if case .due(let schedule) = group.pace {
      noticing = schedule.makeIterator()
      sending = noticing
      wakeUp = min(50_000, Int(1e9 / schedule.rate / 20))
    }
  }

  var connectionCount: Int { clients.count }

  /// The next moment at which something is to be done without an answer: where requests are due, a little before.
  func nextMoment(_ now: Int) -> Int {
    guard !isExhausted else { return .max }
    guard let noticing else { return now < lastRequest ? lastRequest : .max }
    return noticing.next <= lastRequest - start ? start + noticing.next - wakeUp : .max
  }

  /// Whether nothing more will be sent and nothing is under way.
  func isDone(_ now: Int) -> Bool {
    guard underWay == 0 else { return false }
    if isExhausted { return true }
    guard let sending else { return now >= lastRequest }
    return sending.next > lastRequest - start
  }

  /// Makes no more requests than those that are due already.
  func stop(_ now: Int) {
    lastRequest = min(lastRequest, now)
  }

  /// Sends what is due and has a client to send it; where nothing is due, what idle clients ask.
  func sendWhatIsDue(_ now: Int) throws {
    guard !isExhausted else { return }
    guard noticing != nil else {
      while now < lastRequest, !isExhausted, let client = idle.takeFirst() { try send(from: client, due: now) }
      return
    }
    let latest = min(now, lastRequest) - start
    while noticing!.next <= latest {
      recorder.offer(due: noticing!.next, noticed: now - start)
      noticing!.advance()
    }
    while sending!.next <= latest, let client = idle.takeFirst() {
      let due = start + sending!.next
      sending!.advance()
      try send(from: client, due: due)
      if isExhausted { return }
    }
  }

  private func send(from number: Int, due: Int) throws {
    commands.removeAll()
    guard let request = source.next(&commands) else {
      stop(monotonicNanoseconds())
      isExhausted = true
      idle.append(number)
      return
    }
    if noticing == nil { recorder.offer(at: due - start) }
    recorder.send()
    underWay += 1
    clients[number].request = request
    clients[number].due = due
    clients[number].sent = monotonicNanoseconds()
    let sending = commands.withUnsafeBytes { clients[number].connection.send($0) }
    try follow(sending, number)
  }

  private func follow(_ sending: PolledConnection.Sending, _ number: Int) throws {
    switch sending {
    case .done: break
    case .held:
      try poll.watch(clients[number].connection.descriptor, number: firstNumber + number, forRoom: true)
    case .lost: lose(number)
    }
  }

  /// Does what a connection is ready for.
  func serve(_ watched: Int, isReadable: Bool, isWritable: Bool) throws {
    let number = watched - firstNumber
    guard !clients[number].isLost else { return }
    if isWritable {
      let sending = clients[number].connection.flush()
      if sending == .done { try poll.watch(clients[number].connection.descriptor, number: watched) }
      try follow(sending, number)
    }
    guard isReadable, !clients[number].isLost else { return }
    let stands = clients[number].connection.receive()
    let now = monotonicNanoseconds()
    while let request = clients[number].request,
      clients[number].connection.nextReply({ take($0, to: request, number, now) }) != nil
    {
      clients[number].request = nil
      underWay -= 1
      idle.append(number)
    }
    if !stands { return lose(number) }
    // Where nothing is due, the same client asks again at once.
    if noticing == nil { try sendWhatIsDue(now) }
  }

  private func take(_ reply: ReplyView, to request: Request, _ number: Int, _ now: Int) {
    let due = clients[number].due - start
    guard !reply.isError else {
      source.refuse(request)
      return recorder.fail(error: reply.errorPrefix, due: due)
    }
    if let flaw = source.answer(to: request, reply) { return recorder.fail(flaw: flaw, due: due) }
    answered += 1
    recorder.answer(
      request.operation, connection: number, due: due, sent: clients[number].sent - start,
      received: now - start)
  }

  /// What was under way stays unanswered.
  private func lose(_ number: Int) {
    guard !clients[number].isLost else { return }
    clients[number].isLost = true
    if clients[number].request != nil { underWay -= 1 } else { idle.remove(number) }
    poll.forget(clients[number].connection.descriptor)
    recorder.loseConnection(due: clients[number].request.map { _ in clients[number].due - start })
  }

  /// Ends the group's history.
  func end(_ now: Int) -> TrafficHistory {
    var oldest = clients.filter { $0.request != nil }.map(\.due).min()
    if !isExhausted, let sending, sending.next <= lastRequest - start {
      oldest = min(oldest ?? .max, start + sending.next)
    }
    return recorder.end(
      seconds: Double(lastRequest - start) / 1e9, waiting: oldest.map { Double(now - $0) / 1e9 })
  }
}
