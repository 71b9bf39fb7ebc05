/// One kind of clients: how many connections they have, when they ask, and what.
package struct ClientGroup {
  package enum Pace {
    /// Each request when it is due. It takes the connection that has been idle for longest; where none is, it waits.
    case due(Schedule)
    /// Each connection asks as soon as it was answered, for so many seconds.
    case answered(seconds: Double)
  }

  package var connections: Int
  package var pace: Pace
  package var source: any RequestSource

  package init(connections: Int, pace: Pace, source: any RequestSource) {
    self.connections = connections
    self.pace = pace
    self.source = source
  }
}
