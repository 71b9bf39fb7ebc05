extension Flaw {
  package static let usage = """
    usage: faulty-server FLAW SERVER CONFIGURATION [ARGUMENT …]

    Starts SERVER with this redis.conf and these arguments, but lets it listen at a socket of the proxy's own. The proxy
    listens where the file says, passes commands and replies on, and has one flaw. A write is a SET, XADD or RPUSH; a
    deletion is a DEL or UNLINK. Numbers are whole and above 0.

      none                 no flaw
      drop-writes N        every Nth write is acknowledged, but never done
      flip-byte N          one bit of the value of every Nth write is inverted
      write-twice          event 2i + 1 is written as event 2i
      duplicate-writes     every write is done twice
      delay-every N MS     every Nth command reaches the server MS milliseconds late
      lose-deletes N       every Nth deletion spares its last key, but counts it as deleted
      expire-writes N      every Nth SET gets an expiry of 10 ms
      ignore-config-set    CONFIG SET is acknowledged, but never done
      hide-errors          a write that the server refuses is acknowledged
      foreign-keys N       the server holds N keys of another application before its first client connects
      fragmented-heap N    another application has written N values and deleted seven of eight before that
      idle-monitor         a client has asked for MONITOR and reads none of its output
      late-writes N MS     every Nth SET is acknowledged at once and done MS milliseconds later, unless its key is
                           written or deleted before that
      write-behind MS      every SET that comes over the port is acknowledged at once and done MS milliseconds later, or
                           before the next command that is none
      throttle FROM TO S   no more than FROM commands per second, of all connections together; the limit falls to TO
                           while clients are busy for S seconds
      refuse-connection N  no more than N - 1 connections at the same time: any other is closed without an answer
      small-backlog N      no more than N connections wait to be accepted
      slow-accepts N       no more than N connections are accepted in a second
      cut-idle MS          a connection on which nothing was sent for MS milliseconds is closed
      freeze-on-rewrite MS all commands after a BGREWRITEAOF wait until MS milliseconds have passed since
      empty-reads MS       a GET is answered with nil until MS milliseconds have passed since a BGREWRITEAOF
      forget-client N      every Nth connection gets answers to its first 20 commands only
      slow-client N MS     each command of a client that came when N - 1 connections were open, or more, reaches the
                           server MS milliseconds late
      slow-group-reads MS  each XREADGROUP reaches the server MS milliseconds late
    """

  /// Takes the name of the flaw and its numbers off the arguments.
  ///
  /// - Throws: `UsageError` if they name no flaw or lack a number.
  package init(_ arguments: inout ArraySlice<String>) throws(UsageError) {
    let name = arguments.popFirst() ?? ""
    func number() throws(UsageError) -> Int {
      let word = arguments.popFirst()
      guard let number = word.flatMap({ Int($0) }), number > 0 else {
        throw UsageError(description: "\(name) needs a whole number above 0, not '\(word ?? "")'")
      }
      return number
    }
    self =
      switch name {
      case "none": .none
      case "drop-writes": .dropWrites(every: try number())
      case "flip-byte": .flipByte(every: try number())
      case "write-twice": .writeTwice
      case "duplicate-writes": .duplicateWrites
      case "delay-every": .delay(every: try number(), milliseconds: try number())
      case "lose-deletes": .loseDeletes(every: try number())
      case "expire-writes": .expireWrites(every: try number())
      case "ignore-config-set": .ignoreConfigSet
      case "hide-errors": .hideErrors
      case "foreign-keys": .foreignKeys(try number())
      case "fragmented-heap": .fragmentedHeap(values: try number())
      case "idle-monitor": .idleMonitor
      case "late-writes": .lateWrites(every: try number(), milliseconds: try number())
      case "write-behind": .writeBehind(milliseconds: try number())
      case "throttle": .throttle(from: try number(), to: try number(), seconds: try number())
      case "refuse-connection": .refuseConnections(from: try number())
      case "small-backlog": .smallBacklog(try number())
      case "slow-accepts": .slowAccepts(perSecond: try number())
      case "cut-idle": .cutIdle(milliseconds: try number())
      case "freeze-on-rewrite": .freezeOnRewrite(milliseconds: try number())
      case "empty-reads": .emptyReadsOnRewrite(milliseconds: try number())
      case "forget-client": .forgetClients(every: try number())
      case "slow-client": .slowClients(from: try number(), milliseconds: try number())
      case "slow-group-reads": .slowGroupReads(milliseconds: try number())
      default: throw UsageError(description: "there is no flaw '\(name)': faulty-server --help lists them")
      }
  }
}
