import Testing
import faulty_server

@Suite("Late writes")
struct LateWritesTests {
  private let now = ContinuousClock.now
  private let due = ContinuousClock.now + .seconds(1)

  private func key(_ name: String) -> [UInt8] { Array(name.utf8) }

  @Test func `a write is done once, when it is due`() {
    var writes = LateWrites()
    #expect(writes.nextDue == nil)
    writes.postpone([1], of: key("a"), until: due)
    writes.postpone([2], of: key("b"), until: due + .seconds(1))
    #expect(writes.nextDue == due)
    #expect(writes.takeDue(at: now).isEmpty)
    #expect(writes.takeDue(at: due) == [[1]])
    #expect(writes.takeDue(at: due + .seconds(1)) == [[2]])
    #expect(writes.takeDue(at: due + .seconds(9)).isEmpty)
    #expect(writes.nextDue == nil)
  }

  @Test func `a newer write is not undone`() {
    var writes = LateWrites()
    writes.postpone([1], of: key("a"), until: due)
    writes.drop(key("a"))
    writes.postpone([2], of: key("b"), until: due)
    writes.postpone([3], of: key("b"), until: due + .seconds(1))
    #expect(writes.takeDue(at: due).isEmpty)
    #expect(writes.takeDue(at: due + .seconds(1)) == [[3]])
  }

  @Test func `writes that are hastened are done in their order, each once`() {
    var writes = LateWrites()
    writes.postpone([1], of: key("a"), until: due + .seconds(1))
    writes.postpone([2], of: key("b"), until: due + .seconds(2))
    writes.postpone([3], of: key("a"), until: due + .seconds(3))
    writes.hasten(to: due)
    #expect(writes.nextDue == due)
    #expect(writes.takeDue(at: due) == [[2], [3]])
    #expect(writes.nextDue == nil)
  }

  @Test func `a write over the port is done behind its acknowledgement, but before any other command`() throws {
    var injector = FaultInjector(.writeBehind(milliseconds: 100))
    var (remote, local) = (Sender(number: 1), Sender(number: 2, isOverPort: false))
    let commands = ["PING", "SET a 1", "set b 2", "SET c 3 NX"]
    let actions = try commands.map { try injector.action(for: $0, from: &remote, at: now) }
    #expect(actions == [.pass, .replace(command("UNWATCH")), .replace(command("UNWATCH")), .hold(until: now)])
    #expect(injector.lateWrites.takeDue(at: now) == [command("SET a 1"), command("set b 2")])
    #expect(try injector.action(for: "SET d 4", from: &local, at: now) == .pass)
  }

  @Test func `every nth write is postponed, and dropped once its key is written or deleted`() throws {
    var injector = FaultInjector(.lateWrites(every: 2, milliseconds: 100))
    var sender = Sender(number: 1)
    let commands = ["SET a 1", "SET b 2", "GET b", "SET c 3", "set d 4", "DEL x d", "RPUSH b 5", "SET e 6", "SET f 7"]
    let actions = try commands.map { try injector.action(for: $0, from: &sender, at: now) }
    #expect(actions.indices.filter { actions[$0] == .replace(command("UNWATCH")) } == [1, 4, 8])
    #expect(actions.count { $0 == .pass } == commands.count - 3)
    #expect(injector.lateWrites.takeDue(at: now + .milliseconds(100)) == [command("SET b 2"), command("SET f 7")])
  }
}
