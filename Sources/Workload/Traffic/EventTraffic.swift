package import Firehose
package import RESP
package import RedisFixture

/// The traffic of a buffer with a key for each event: its keys are written, read and deleted in a fixed pattern, and
/// every value read is held against what was acknowledged.
///
/// Several sources may share the registers: one that writes and one that reads.
package final class EventTraffic: RequestSource {
  /// The state that sources share.
  package final class Shared {
    package let registers: Registers
    /// Where the next write and the next deletion look first.
    fileprivate var nextWrite = 0
    fileprivate var nextDeletion = 0

    package init(registers count: Int) {
      registers = Registers(count: count)
    }
  }

  private let firehose: Firehose
  private let shared: Shared
  private let pattern: [Operation]
  private var position = 0
  private var random: SplitMix64
  private var event = EventBuffer(capacity: Firehose.maximumByteCount)
  /// What each read under way must see at least, by its ticket.
  private var reads: [(register: Int, floor: UInt32)] = []
  private var freeTickets: [Int] = []

  /// - Parameter pattern: the operations in their turn, of SET, GET and DEL.
  package init(_ pattern: [Operation], of firehose: Firehose, over shared: Shared, seed: UInt64) {
    self.pattern = pattern
    self.firehose = firehose
    self.shared = shared
    random = SplitMix64(state: seed)
  }

  package func next(_ commands: inout CommandBuffer) -> Request? {
    let operation = pattern[position]
    position = position + 1 == pattern.count ? 0 : position + 1
    switch operation {
    case .get: return read(&commands)
    case .delete: return delete(&commands)
    default: return write(&commands)
    }
  }

  private func write(_ commands: inout CommandBuffer) -> Request? {
    guard let register = look(from: &shared.nextWrite, where: { shared.registers.isFree($0) }) else { return nil }
    let index = shared.registers.write(register)
    event.removeAll()
    firehose.append(eventAt: index, to: &event)
    Layout.keys.append(write: event, at: register, of: firehose, to: &commands)
    return Request(.set, ticket: register)
  }

  private func delete(_ commands: inout CommandBuffer) -> Request? {
    guard let register = look(from: &shared.nextDeletion, where: { shared.registers.isHeld($0) }) else { return nil }
    shared.registers.delete(register)
    commands.append("DEL", keysOf: register..<register + 1)
    return Request(.delete, ticket: register)
  }

  /// Every other read is of what was written last, where a stale value would show; the rest are of any register.
  private func read(_ commands: inout CommandBuffer) -> Request? {
    let count = shared.registers.count
    let draw = random.next(below: 2 * count)
    let register = draw < count ? shared.registers.newest ?? draw : draw - count
    let ticket = freeTickets.popLast() ?? reads.count
    if ticket == reads.count { reads.append((0, 0)) }
    reads[ticket] = (register, shared.registers.floor(of: register))
    commands.append("GET", keysOf: register..<register + 1)
    return Request(.get, ticket: ticket)
  }

  /// The first register from the place on that will do; `nil` if none will.
  private func look(from place: inout Int, where isFit: (Int) -> Bool) -> Int? {
    for _ in 0..<shared.registers.count {
      let register = place
      place = place + 1 == shared.registers.count ? 0 : place + 1
      if isFit(register) { return register }
    }
    return nil
  }

  package func answer(to request: Request, _ reply: ReplyView) -> String? {
    switch request.operation {
    case .get:
      let (register, floor) = reads[request.ticket]
      freeTickets.append(request.ticket)
      let index = reply.isNull ? nil : firehose.index(of: reply.bytes)
      if !reply.isNull, index == nil { return "damaged" }
      return shared.registers.flaw(ofReading: index, from: register, floor: floor)
    case .delete:
      shared.registers.acknowledge(request.ticket)
      return reply.integer == 1 ? nil : "missing"
    default:
      shared.registers.acknowledge(request.ticket)
      return nil
    }
  }

  package func refuse(_ request: Request) {
    if request.operation == .get { freeTickets.append(request.ticket) } else { shared.registers.refuse(request.ticket) }
  }
}

extension EventTraffic.Shared {
  /// Writes the first version of so many registers, as fast as the server takes them.
  ///
  /// - Throws: `FixtureError.connectionLost`; `FixtureError.unexpected` where the server refuses one of them.
  package func fill(_ count: Int, of firehose: Firehose, into server: any RedisTarget) throws {
    let history = try BulkLoader(firehose: firehose, layout: .keys).append(0..<count, to: server)
    guard history.acknowledged == count else {
      throw FixtureError.unexpected(command: "filling the registers", reply: "\(history.errors)")
    }
    adopt(count)
  }

  /// Takes note that the first version of so many registers is there.
  func adopt(_ count: Int) {
    for register in 0..<count {
      _ = registers.write(register)
      registers.acknowledge(register)
    }
    nextWrite = count % registers.count
  }

  /// Reads all registers.
  ///
  /// - Returns: how many are wrong, by what is wrong with them.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  func audit(_ server: any RedisTarget, of firehose: Firehose) throws -> [String: Int] {
    let connection = try server.connect()
    var flaws: [String: Int] = [:]
    var commands = CommandBuffer()
    for first in stride(from: 0, to: registers.count, by: 256) {
      let wanted = first..<min(first + 256, registers.count)
      commands.removeAll()
      commands.append("MGET", keysOf: wanted)
      try commands.withUnsafeBytes { try connection.send(formatted: $0) }
      try connection.nextReply { reply in
        guard reply.isArray else { throw FixtureError.refused(command: "MGET", reply: reply.text) }
        for (position, register) in wanted.enumerated() {
          let value = reply[position]
          let index = value.isNull ? nil : firehose.index(of: value.bytes)
          let flaw =
            !value.isNull && index == nil
            ? "damaged"
            : registers.flaw(ofReading: index, from: register, floor: registers.floor(of: register))
          if let flaw { flaws[flaw, default: 0] += 1 }
        }
      }
    }
    return flaws
  }
}
