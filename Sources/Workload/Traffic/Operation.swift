/// What one request asks of the server.
package enum Operation: String, CaseIterable, Sendable {
  /// Writes an event under its key.
  case set = "SET"
  /// Reads an event by its key.
  case get = "GET"
  /// Deletes an event by its key.
  case delete = "DEL"
  /// Appends an event to the list.
  case push = "RPUSH"
  /// Reads the first event of the list.
  case readRange = "LRANGE"
  /// Takes the first event out of the list.
  case pop = "LPOP"
  /// Appends an event to the stream.
  case append = "XADD"
  /// Reads the next event of the stream, for a consumer group.
  case readGroup = "XREADGROUP"
  /// Tells the consumer group that an event is done with.
  case acknowledge = "XACK"
  /// Deletes an event of the stream that the group has read.
  case deleteEntry = "XDEL"
}

/// One request under way.
package struct Request: Sendable, Equatable {
  package var operation: Operation
  /// What the one who made it must know again when the answer comes.
  package var ticket: Int

  package init(_ operation: Operation, ticket: Int) {
    self.operation = operation
    self.ticket = ticket
  }
}
