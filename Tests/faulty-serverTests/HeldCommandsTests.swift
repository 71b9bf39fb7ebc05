import Testing
import faulty_server

@Suite("Held and dropped commands")
struct HeldCommandsTests {
  private let now = ContinuousClock.now

  @Test func `all commands after a rewrite are held for a time`() throws {
    var injector = FaultInjector(.freezeOnRewrite(milliseconds: 1_500))
    var sender = Sender(number: 1)
    let thaw = now + .milliseconds(1_500)
    var other = Sender(number: 2)
    #expect(try injector.action(for: "SET k v", from: &sender, at: now) == .pass)
    #expect(try injector.action(for: "bgrewriteaof", from: &sender, at: now) == .pass)
    #expect(try injector.action(for: "PING", from: &sender, at: now) == .hold(until: thaw))
    #expect(try injector.action(for: "GET k", from: &other, at: now + .seconds(1)) == .hold(until: thaw))
    #expect(try injector.action(for: "GET k", from: &other, at: thaw) == .pass)
  }

  @Test func `a throttled command is held until its turn`() throws {
    var injector = FaultInjector(.throttle(from: 1_000, to: 1_000, seconds: 1))
    var sender = Sender(number: 1)
    #expect(try injector.action(for: "PING", from: &sender, at: now) == .pass)
    #expect(try injector.action(for: "PING", from: &sender, at: now) == .hold(until: now + .milliseconds(1)))
    #expect(try injector.action(for: "PING", from: &sender, at: now + .seconds(1)) == .pass)
  }

  @Test func `every nth client gets no answer after its first 20`() throws {
    var injector = FaultInjector(.forgetClients(every: 3))
    let actions = try (1...6).map { number in
      var sender = Sender(number: number)
      return try (0..<30).map { _ in try injector.action(for: "PING", from: &sender, at: now) }
    }
    for (index, actions) in actions.enumerated() {
      #expect(actions.prefix(20).allSatisfy { $0 == .pass })
      #expect(actions.dropFirst(20).allSatisfy { $0 == ((index + 1).isMultiple(of: 3) ? .drop : .pass) })
    }
  }

  @Test func `connections are refused from the nth on`() {
    let injector = FaultInjector(.refuseConnections(from: 500))
    #expect(injector.admits(beside: 498))
    #expect(!injector.admits(beside: 499) && !injector.admits(beside: 500))
    #expect(FaultInjector(.none).admits(beside: 500))
  }
}
