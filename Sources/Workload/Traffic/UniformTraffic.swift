package import Firehose
package import RESP
package import RedisFixture

/// One operation on keys picked at random, each as likely as the other, whatever else is under way: as redis-benchmark
/// picks them. Every value that is read is held against the event that the load wrote under its key.
package final class UniformTraffic: RequestSource {
  private let operation: Operation
  private let firehose: Firehose
  private let keys: Int
  private var random: SplitMix64
  private var nextEvent: Int
  private var event = EventBuffer(capacity: Firehose.maximumByteCount)

  /// - Parameters:
  ///   - operation: SET, of events after those that were loaded, or GET, where nothing was set since.
  ///   - keys: how many events were loaded, each under its key.
  package init(_ operation: Operation, of firehose: Firehose, keys: Int, seed: UInt64) {
    self.operation = operation
    self.firehose = firehose
    self.keys = keys
    random = SplitMix64(state: seed)
    nextEvent = keys
  }

  package func next(_ commands: inout CommandBuffer) -> Request? {
    let key = random.next(below: keys)
    if operation == .get {
      commands.append("GET", keysOf: key..<key + 1)
    } else {
      event.removeAll()
      firehose.append(eventAt: nextEvent, to: &event)
      nextEvent += 1
      Layout.keys.append(write: event, at: key, of: firehose, to: &commands)
    }
    return Request(operation, ticket: key)
  }

  package func answer(to request: Request, _ reply: ReplyView) -> String? {
    guard operation == .get else { return nil }
    return firehose.index(of: reply.bytes) == request.ticket ? nil : "damaged"
  }

  package func refuse(_ request: Request) {}
}
