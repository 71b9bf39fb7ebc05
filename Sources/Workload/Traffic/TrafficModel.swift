package import Firehose
package import RedisFixture

/// What is known of a buffer under traffic, in its layout: which requests make sense, and which answers are right.
///
///     let model = Layout.stream.model(of: firehose, registers: 0)
///     try model.prepare(server)
///     let source = model.source(model.operations, seed: 1)
///     …
///     let flaws = try model.audit(server)
package protocol TrafficModel: AnyObject {
  /// What clients of this layout ask, in their turn: an event is written, read, and taken out.
  var operations: [Operation] { get }

  /// Clients that ask this in turn, and judge the answers by what all sources of the model know.
  ///
  /// - Parameter endless: whether an operation with nothing to do is a read instead; else it ends the run.
  func source(_ pattern: [Operation], seed: UInt64, endless: Bool) -> any RequestSource

  /// Makes what requests need that is no event.
  ///
  /// - Throws: `FixtureError.refused`, `FixtureError.connectionLost`.
  func prepare(_ server: any RedisTarget) throws

  /// Takes note that the first events are there: the load has written them.
  func adopt(_ events: Int)

  /// Reads what the traffic has left, when all of it is over.
  ///
  /// - Returns: how much of it is wrong, by what is wrong with it; empty if nothing is.
  /// - Throws: `FixtureError.connectionLost`, `FixtureError.refused`.
  func audit(_ server: any RedisTarget) throws -> [String: Int]
}

extension Layout {
  /// - Parameter registers: how many keys the traffic has, where each event has one.
  package func model(of firehose: Firehose, registers: Int) -> any TrafficModel {
    self == .keys ? RegisterModel(of: firehose, registers: registers) : EventQueue(self, of: firehose)
  }
}

/// A buffer with a key for each event.
package final class RegisterModel: TrafficModel {
  private let firehose: Firehose
  private let shared: EventTraffic.Shared

  package init(of firehose: Firehose, registers: Int) {
    self.firehose = firehose
    shared = EventTraffic.Shared(registers: registers)
  }

  package let operations: [Operation] = [.set, .get, .delete]

  /// Of keys there is always one to write or to read, and a deletion ends the run where none is left.
  package func source(_ pattern: [Operation], seed: UInt64, endless: Bool) -> any RequestSource {
    EventTraffic(pattern, of: firehose, over: shared, seed: seed)
  }

  package func prepare(_ server: any RedisTarget) {}

  /// The first version of a register is the event of that number, under its own key.
  package func adopt(_ events: Int) { shared.adopt(min(events, shared.registers.count)) }

  package func audit(_ server: any RedisTarget) throws -> [String: Int] {
    try shared.audit(server, of: firehose)
  }
}

extension EventQueue: TrafficModel {
  package var operations: [Operation] {
    switch layout {
    case .keys: [.set]
    case .list: [.push, .readRange, .pop]
    case .stream, .streamPerCollection: [.append, .readGroup, .acknowledge, .deleteEntry]
    }
  }

  package func source(_ pattern: [Operation], seed: UInt64, endless: Bool) -> any RequestSource {
    QueueTraffic(pattern, over: self, endless: endless)
  }
}

extension [Operation] {
  /// Without those that take an event out.
  package var writesAndReads: [Operation] {
    filter { ![.delete, .pop, .acknowledge, .deleteEntry].contains($0) }
  }
}
