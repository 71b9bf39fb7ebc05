extension Flaw {
  package static let usage = """
    usage: faulty-server FLAW SERVER CONFIGURATION [ARGUMENT …]

    Starts the server with its Unix socket and port elsewhere, and stands in front of it with one flaw:

      none                 nothing is wrong
      drop-writes N        every Nth SET, XADD, RPUSH is answered, and not done
      flip-byte N          in the value of every Nth write one bit is another
      write-twice          event 2i + 1 is written as event 2i
      duplicate-writes     every write is done twice
      delay-every N MS     every Nth command reaches the server MS milliseconds late
      lose-deletes N       every Nth DEL, UNLINK forgets its last key, and counts it
      expire-writes N      every Nth SET gets an expiry of a hundredth of a second
      ignore-config-set    CONFIG SET is answered, and not done
      hide-errors          a write that the server refuses is answered all the same
      foreign-keys N       N keys of somebody else's are in the server before its first client is
      former-tenant N      N values of somebody else's were there before, of which every eighth is left
      idle-monitor         a client asked for MONITOR and reads nothing of it
      late-writes N MS     every Nth SET is answered at once, and done MS milliseconds later unless its key is written
                           or deleted before that
      tire FROM TO S       FROM commands a second pass, of all connections together, falling to TO within S seconds of
                           busy clients
      refuse-connection N  the Nth connection open at the same time, and each beyond it, is closed without an answer
      freeze-on-rewrite MS every command after a BGREWRITEAOF waits until MS milliseconds have passed
      forget-client N      every Nth connection gets an answer to its first 20 commands alone
    """

  /// Takes the flaw and its numbers off the arguments; none where they name none.
  package init?(_ arguments: inout ArraySlice<String>) {
    func number() -> Int? {
      guard let number = arguments.popFirst().flatMap({ Int($0) }), number > 0 else { return nil }
      return number
    }
    switch arguments.popFirst() {
    case "none": self = .none
    case "write-twice": self = .writeTwice
    case "duplicate-writes": self = .duplicateWrites
    case "ignore-config-set": self = .ignoreConfigSet
    case "hide-errors": self = .hideErrors
    case "idle-monitor": self = .idleMonitor
    case "drop-writes":
      guard let every = number() else { return nil }
      self = .dropWrites(every: every)
    case "flip-byte":
      guard let every = number() else { return nil }
      self = .flipByte(every: every)
    case "lose-deletes":
      guard let every = number() else { return nil }
      self = .loseDeletes(every: every)
    case "expire-writes":
      guard let every = number() else { return nil }
      self = .expireWrites(every: every)
    case "foreign-keys":
      guard let count = number() else { return nil }
      self = .foreignKeys(count)
    case "former-tenant":
      guard let values = number() else { return nil }
      self = .formerTenant(values: values)
    case "delay-every":
      guard let every = number(), let milliseconds = number() else { return nil }
      self = .delay(every: every, milliseconds: milliseconds)
    case "late-writes":
      guard let every = number(), let milliseconds = number() else { return nil }
      self = .lateWrites(every: every, milliseconds: milliseconds)
    case "tire":
      guard let rested = number(), let tired = number(), let seconds = number() else { return nil }
      self = .tire(from: rested, to: tired, seconds: seconds)
    case "refuse-connection":
      guard let first = number() else { return nil }
      self = .refuseConnections(from: first)
    case "freeze-on-rewrite":
      guard let milliseconds = number() else { return nil }
      self = .freezeOnRewrite(milliseconds: milliseconds)
    case "forget-client":
      guard let every = number() else { return nil }
      self = .forgetClients(every: every)
    default: return nil
    }
  }
}
