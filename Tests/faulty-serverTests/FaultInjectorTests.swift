import RESP
import Testing
import faulty_server

@Suite("Flaws")
struct FaultInjectorTests {
  private let now = ContinuousClock.now

  /// What is done with commands, each given as words, that come now on one connection.
  private func actions(_ flaw: Flaw, _ commands: [String]) throws -> [Action] {
    var injector = FaultInjector(flaw)
    var sender = Sender(number: 1)
    return try commands.map { try injector.action(for: $0, from: &sender, at: now) }
  }

  private func replaced(_ words: String) -> Action {
    .replace(command(words))
  }

  @Test func `without a flaw every command is passed on`() throws {
    #expect(try actions(.none, ["SET k v", "DEL k", "CONFIG SET a b", "*0"]) == [.pass, .pass, .pass, .pass])
  }

  @Test func `every nth write is replaced by a command that answers alike`() throws {
    #expect(
      try actions(
        .dropWrites(every: 2),
        ["SET a 1", "GET a", "set b 2", "RPUSH l 1", "rpush l 2", "XADD s * e 1", "XADD s * e 2"])
        == [.pass, .pass, replaced("UNWATCH"), .pass, replaced("LLEN l"), .pass, replaced("ECHO 1732363200000-0")])
  }

  @Test(arguments: [
    Flaw.dropWrites(every: 1), .flipByte(every: 1), .writeTwice, .lateWrites(every: 1, milliseconds: 1),
    .writeBehind(milliseconds: 1),
  ])
  func `a write that lacks its arguments is passed on`(flaw: Flaw) throws {
    #expect(try actions(flaw, ["SET", "XADD", "RPUSH"]) == [.pass, .pass, .pass])
  }

  @Test func `one bit of every nth value is inverted`() throws {
    #expect(
      try actions(.flipByte(every: 2), ["SET a 12345", "SET b 12345", "XADD s * e 111", "XADD s * e 111"])
        == [.pass, replaced("SET b 12245"), .pass, replaced("XADD s * e 101")])
  }

  @Test func `an odd event is written as the even one before it`() throws {
    #expect(
      try actions(.writeTwice, ["SET event:7 v", "SET event:8 v", "SET name v", "GET event:7"])
        == [replaced("SET event:6 v"), replaced("SET event:8 v"), .pass, .pass])
  }

  @Test func `a write is done twice within one command`() throws {
    let actions = try actions(.duplicateWrites, ["RPUSH l v", "GET k"])
    guard case .replace(let command) = actions[0] else { throw UnreadableCommand() }
    #expect(String(decoding: command, as: UTF8.self).hasPrefix("*6\r\n$4\r\nEVAL\r\n"))
    #expect(command.suffix(22) == [UInt8](command: [Array("RPUSH".utf8), Array("l".utf8), Array("v".utf8)]).suffix(22))
    #expect(actions[1] == .pass)
  }

  @Test func `every nth command is late`() throws {
    #expect(
      try actions(.delay(every: 3, milliseconds: 20), ["PING", "GET k", "SET k v", "PING"])
        == [.pass, .pass, .hold(until: now + .milliseconds(20)), .pass])
  }

  @Test func `every nth deletion spares its last key`() throws {
    let actions = try actions(.loseDeletes(every: 2), ["DEL a", "UNLINK b", "EXISTS a", "DEL c", "unlink d e f"])
    #expect(actions.prefix(4) == [.pass, replaced("EXISTS b"), .pass, .pass])
    let script = Array("return redis.call(unpack(ARGV)) + 1".utf8)
    let words = ["unlink", "d", "e"].map { Array($0.utf8) }
    #expect(actions[4] == .replace([UInt8](command: [Array("EVAL".utf8), script, Array("0".utf8)] + words)))
  }

  @Test func `every nth value expires`() throws {
    #expect(try actions(.expireWrites(every: 2), ["SET a 1", "SET b 2"]) == [.pass, replaced("SET b 2 PX 10")])
  }

  @Test func `a refused write is acknowledged`() throws {
    let actions = try actions(.hideErrors, ["SET k v", "GET k"])
    guard case .replace(let command) = actions[0] else { throw UnreadableCommand() }
    #expect(String(decoding: command, as: UTF8.self).contains("redis.pcall"))
    #expect(command.suffix(20) == [UInt8](command: ["SET", "k", "v"].map { Array($0.utf8) }).suffix(20))
    #expect(actions[1] == .pass)
  }

  @Test func `CONFIG SET is acknowledged and not done`() throws {
    #expect(
      try actions(.ignoreConfigSet, ["config set maxmemory 1", "CONFIG GET maxmemory", "CONFIG"])
        == [replaced("UNWATCH"), .pass, .pass])
  }

  @Test(arguments: [
    (["none", "redis-server"], Flaw.none), (["drop-writes", "3", "redis-server"], .dropWrites(every: 3)),
    (["delay-every", "100", "20", "redis-server"], .delay(every: 100, milliseconds: 20)),
    (["foreign-keys", "5", "redis-server"], .foreignKeys(5)),
    (["throttle", "1050", "840", "10", "redis-server"], .throttle(from: 1_050, to: 840, seconds: 10)),
    (["late-writes", "10", "100", "redis-server"], .lateWrites(every: 10, milliseconds: 100)),
    (["write-behind", "200", "redis-server"], .writeBehind(milliseconds: 200)),
    (["freeze-on-rewrite", "1500", "redis-server"], .freezeOnRewrite(milliseconds: 1_500)),
    (["refuse-connection", "500", "redis-server"], .refuseConnections(from: 500)),
    (["empty-reads", "200", "redis-server"], .emptyReadsOnRewrite(milliseconds: 200)),
    (["forget-client", "7", "redis-server"], .forgetClients(every: 7)),
    (["slow-client", "7", "1000", "redis-server"], .slowClients(from: 7, milliseconds: 1_000)),
    (["slow-group-reads", "4", "redis-server"], .slowGroupReads(milliseconds: 4)),
  ])
  func `a flaw takes its numbers off the arguments`(words: [String], flaw: Flaw) throws {
    var arguments = words[...]
    #expect(try Flaw(&arguments) == flaw)
    #expect(arguments == ["redis-server"])
  }

  @Test(arguments: [
    [], ["nonsense"], ["drop-writes"], ["drop-writes", "0"], ["flip-byte", "x"], ["delay-every", "1"],
    ["throttle", "1000", "800"], ["late-writes", "3"],
  ])
  func `what names no flaw is refused`(words: [String]) {
    var arguments = words[...]
    #expect(throws: UsageError.self) { try Flaw(&arguments) }
  }
}
