import Testing
import faulty_server

@Suite("Held and dropped commands")
struct HeldCommandsTests {
  private let now = ContinuousClock.now

  @Test func `a rewrite holds up all that comes after it, for a time`() throws {
    var meddler = Meddler(.freezeOnRewrite(milliseconds: 1_500))
    var sender = Sender(number: 1)
    let thaw = now + .milliseconds(1_500)
    var other = Sender(number: 2)
    #expect(try meddler.fate(of: "SET k v", from: &sender, at: now) == .pass)
    #expect(try meddler.fate(of: "bgrewriteaof", from: &sender, at: now) == .pass)
    #expect(try meddler.fate(of: "PING", from: &sender, at: now) == .hold(until: thaw))
    #expect(try meddler.fate(of: "GET k", from: &other, at: now + .seconds(1)) == .hold(until: thaw))
    #expect(try meddler.fate(of: "GET k", from: &other, at: thaw) == .pass)
  }

  @Test func `commands wait for their turn`() throws {
    var meddler = Meddler(.tire(from: 1_000, to: 1_000, seconds: 1))
    var sender = Sender(number: 1)
    #expect(try meddler.fate(of: "PING", from: &sender, at: now) == .pass)
    #expect(try meddler.fate(of: "PING", from: &sender, at: now) == .hold(until: now + .milliseconds(1)))
    #expect(try meddler.fate(of: "PING", from: &sender, at: now + .seconds(1)) == .pass)
  }

  @Test func `every nth client is forgotten after a while`() throws {
    var meddler = Meddler(.forgetClients(every: 3))
    let fates = try (1...6).map { number in
      var sender = Sender(number: number)
      return try (0..<30).map { _ in try meddler.fate(of: "PING", from: &sender, at: now) }
    }
    for (index, fates) in fates.enumerated() {
      #expect(fates.prefix(20).allSatisfy { $0 == .pass })
      #expect(fates.dropFirst(20).allSatisfy { $0 == ((index + 1).isMultiple(of: 3) ? .drop : .pass) })
    }
  }

  @Test func `connections are refused from the nth on`() {
    let meddler = Meddler(.refuseConnections(from: 500))
    #expect(meddler.admits(beside: 498))
    #expect(!meddler.admits(beside: 499) && !meddler.admits(beside: 500))
    #expect(Meddler(.none).admits(beside: 500))
  }
}
