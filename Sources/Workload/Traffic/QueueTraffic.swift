import Firehose
package import RESP
package import RedisFixture

/// The traffic of a buffer that is a list, a stream or several: events are appended, read, and deleted when they have
/// been read.
///
/// Several sources may share the queue: one that appends and one that reads.
package final class QueueTraffic: RequestSource {
  private let queue: EventQueue
  private let pattern: [Operation]
  private let isEndless: Bool
  private var position = 0
  private var event = EventBuffer(capacity: Firehose.maximumByteCount)

  /// - Parameters:
  ///   - pattern: the operations in their turn, of those of the queue's layout.
  ///   - endless: whether an operation with nothing to do is a read instead; else it ends the run.
  package init(_ pattern: [Operation], over queue: EventQueue, endless: Bool) {
    self.queue = queue
    self.pattern = pattern
    isEndless = endless
  }

  package func next(_ commands: inout CommandBuffer) -> Request? {
    let operation = pattern[position]
    position = position + 1 == pattern.count ? 0 : position + 1
    if !isEndless, hasNothing(for: operation) { return nil }
    switch operation {
    case .set, .push, .append:
      let index = queue.append()
      event.removeAll()
      queue.firehose.append(eventAt: index, to: &event)
      queue.layout.append(write: event, at: index, of: queue.firehose, to: &commands)
      return Request(operation, ticket: index)
    case .acknowledge:
      guard let entry = queue.nextToAcknowledge() else { return read(&commands) }
      commands.append(command: ["XACK", entry.key, EventQueue.group, entry.id])
      return Request(.acknowledge, ticket: entry.index)
    case .deleteEntry:
      guard let entry = queue.nextToDelete() else { return read(&commands) }
      commands.append(command: ["XDEL", entry.key, entry.id])
      return Request(.deleteEntry, ticket: entry.index)
    case .pop where !isEndless || queue.beginPop():
      commands.append(command: ["LPOP", Layout.name])
      return Request(.pop, ticket: queue.beginReading(taking: true))
    default:
      return read(&commands)
    }
  }

  private func hasNothing(for operation: Operation) -> Bool {
    switch operation {
    case .set, .push, .append: false
    case .acknowledge: queue.isAcknowledged
    case .deleteEntry: queue.isDeleted
    default: queue.isReadOut
    }
  }

  private func read(_ commands: inout CommandBuffer) -> Request {
    if queue.layout == .list {
      commands.append(command: ["LRANGE", Layout.name, "0", "0"])
      return Request(.readRange, ticket: queue.beginReading(taking: false))
    }
    commands.append(command: queue.readCommand)
    return Request(.readGroup, ticket: queue.beginReading(taking: true))
  }

  // MARK: Answers

  package func answer(to request: Request, _ reply: ReplyView) -> String? {
    switch request.operation {
    case .set, .push, .append:
      queue.acknowledge(request.ticket)
      return nil
    case .readRange:
      let isThere = reply.count > 0
      return queue.endLooking(
        request.ticket, isThere: isThere, isThere ? queue.firehose.index(of: reply[0].bytes) : nil)
    case .pop:
      let index = reply.isNull ? nil : queue.firehose.index(of: reply.bytes)
      return queue.endTaking(request.ticket, reply.isNull ? [] : [.init(key: Layout.name, id: "", index: index)])
    case .readGroup:
      return queue.endTaking(request.ticket, deliveries(reply))
    case .acknowledge:
      return reply.integer == 1 ? nil : "missing"
    default:
      queue.endDeletion(of: request.ticket)
      return reply.integer == 1 ? nil : "missing"
    }
  }

  /// What an answer to XREADGROUP brings: of each stream its name and its entries, each an id and the fields.
  private func deliveries(_ reply: ReplyView) -> [EventQueue.Delivery] {
    (0..<reply.count).flatMap { stream -> [EventQueue.Delivery] in
      guard reply[stream].count == 2 else { return [.init(key: "", id: "", index: nil)] }
      let (key, entries) = (reply[stream][0].text, reply[stream][1])
      return (0..<entries.count).map { entry in
        guard entries[entry].count == 2 else { return .init(key: key, id: "", index: nil) }
        let (id, fields) = (entries[entry][0].text, entries[entry][1])
        return .init(key: key, id: id, index: fields.count == 2 ? queue.firehose.index(of: fields[1].bytes) : nil)
      }
    }
  }

  package func refuse(_ request: Request) {
    switch request.operation {
    case .set, .push, .append: queue.refuse(request.ticket)
    case .readRange: queue.refuseReading(request.ticket, taking: false)
    case .pop, .readGroup: queue.refuseReading(request.ticket, taking: true)
    // What was not deleted may be there or not: nobody asks again.
    default: break
    }
  }
}
