package import Firehose
package import RESP
package import RedisFixture

/// A producer: event after event into the buffer, in its layout.
package final class AppendingTraffic: RequestSource {
  private let firehose: Firehose
  private let layout: Layout
  private var nextEvent: Int
  private var event = EventBuffer(capacity: Firehose.maximumByteCount)

  /// - Parameter first: the first event to write.
  package init(from first: Int, of firehose: Firehose, layout: Layout) {
    nextEvent = first
    self.firehose = firehose
    self.layout = layout
  }

  package func next(_ commands: inout CommandBuffer) -> Request? {
    event.removeAll()
    firehose.append(eventAt: nextEvent, to: &event)
    layout.append(write: event, at: nextEvent, of: firehose, to: &commands)
    nextEvent += 1
    return Request(layout.operation, ticket: 0)
  }

  package func answer(to request: Request, _ reply: ReplyView) -> String? { nil }

  package func refuse(_ request: Request) {}
}

extension Layout {
  /// What adds an event.
  fileprivate var operation: Operation {
    switch self {
    case .keys: .set
    case .list: .push
    case .stream, .streamPerCollection: .append
    }
  }
}
