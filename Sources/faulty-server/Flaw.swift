/// The one thing that is wrong with the server. A write is a SET, XADD or RPUSH; a deletion is a DEL or UNLINK.
package enum Flaw: Equatable {
  /// Nothing: no client notices the proxy.
  case none
  /// Every nth write is acknowledged, but never done.
  case dropWrites(every: Int)
  /// One bit of the value of every nth write is inverted.
  case flipByte(every: Int)
  /// The last digit of every written key loses its lowest bit: half of the events are written twice, the others never.
  case writeTwice
  /// Every write is done twice.
  case duplicateWrites
  /// Every nth command reaches the server late.
  case delay(every: Int, milliseconds: Int)
  /// Every nth deletion spares its last key, but counts it as deleted.
  case loseDeletes(every: Int)
  /// Every nth SET gets an expiry of 10 ms.
  case expireWrites(every: Int)
  /// CONFIG SET is acknowledged, but never done.
  case ignoreConfigSet
  /// A write that the server refuses is acknowledged.
  case hideErrors
  /// The server holds so many keys of another application before its first client connects.
  case foreignKeys(Int)
  /// Another application has written so many values and deleted seven of eight before the first client connects.
  case fragmentedHeap(values: Int)
  /// A client has asked for MONITOR and reads none of its output.
  case idleMonitor
  /// Every nth SET is acknowledged at once and done later.
  case lateWrites(every: Int, milliseconds: Int)
  /// A SET that comes over the port is acknowledged at once and done later, but before any other command.
  case writeBehind(milliseconds: Int)
  /// A limit on the commands per second, of all connections together; it falls while the clients are busy.
  case throttle(from: Int, to: Int, seconds: Int)
  /// No more than first - 1 connections at the same time: any other is closed without an answer.
  case refuseConnections(from: Int)
  /// So many connections wait to be accepted, and no more.
  case smallBacklog(Int)
  /// No more connections are accepted in a second.
  case slowAccepts(perSecond: Int)
  /// A connection on which nothing was sent for so long is closed.
  case cutIdle(milliseconds: Int)
  /// All commands after a BGREWRITEAOF wait until so much time has passed since.
  case freezeOnRewrite(milliseconds: Int)
  /// A GET is answered with nil until so much time has passed since a BGREWRITEAOF.
  case emptyReadsOnRewrite(milliseconds: Int)
  /// Every nth connection gets answers to its first 20 commands only.
  case forgetClients(every: Int)
  /// Each command reaches the server late that comes from a client which found first - 1 connections open.
  case slowClients(from: Int, milliseconds: Int)
  /// Each read of a consumer group reaches the server late.
  case slowGroupReads(milliseconds: Int)
}
