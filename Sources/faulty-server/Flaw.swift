/// The one thing that is wrong with the server.
package enum Flaw: Equatable {
  /// Nothing: the proxy as such must not be seen.
  case none
  /// Every nth write is answered, and not done.
  case dropWrites(every: Int)
  /// In the value of every nth write one bit is another.
  case flipByte(every: Int)
  /// Every key's last digit loses its lowest bit: half of the ids are written twice, the other half never.
  case writeTwice
  /// Every write is done twice.
  case duplicateWrites
  /// Every nth command reaches the server so many milliseconds late.
  case delay(every: Int, milliseconds: Int)
  /// Every nth delete forgets its last key, and counts it.
  case loseDeletes(every: Int)
  /// Every nth SET gets an expiry of a hundredth of a second.
  case expireWrites(every: Int)
  /// CONFIG SET is answered, and not done.
  case ignoreConfigSet
  /// A write that the server refuses is answered all the same.
  case hideErrors
  /// So many keys of somebody else's are in the server before its first client is.
  case foreignKeys(Int)
  /// So many values of somebody else's were in the server before its first client is, of which every eighth is left.
  case formerTenant(values: Int)
  /// A client asked for MONITOR and reads nothing of it.
  case idleMonitor
  /// Every nth SET is answered at once, and done so many milliseconds later.
  case lateWrites(every: Int, milliseconds: Int)
  /// So many commands a second pass, of all connections together: ever fewer while the clients are busy.
  case tire(from: Int, to: Int, seconds: Int)
  /// The nth connection that is open at the same time, and each beyond it, is closed without an answer.
  case refuseConnections(from: Int)
  /// From a BGREWRITEAOF on every command waits until so many milliseconds have passed.
  case freezeOnRewrite(milliseconds: Int)
  /// Every nth connection gets no answer any more once it has got some.
  case forgetClients(every: Int)
}
