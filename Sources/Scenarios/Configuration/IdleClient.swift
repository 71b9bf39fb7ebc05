import Foundation
package import RedisFixture

/// A client that sends nothing for a while after many others came and went, and asks again.
package struct IdleClient: Sendable {
  /// What it met when it asked again, in the server's own words; `nil` if it was served.
  package let refusal: String?

  /// - Parameters:
  ///   - others: how many others connect at once before it is silent.
  ///   - seconds: for how long it is silent.
  /// - Throws: what keeps it from connecting at all.
  package init(of server: RedisServer, beside others: Int, seconds: Double, phases: Phases) throws {
    let client = try server.connect()
    // Who was never served is not cut off for being idle.
    try client.command("PING")
    _ = ConnectionBurst(of: others, to: server, greeting: try server.greeting())
    let began = ContinuousClock.now
    let progress = phases("waiting with an idle client", total: Int(seconds), unit: "s")
    var elapsed: Double { (ContinuousClock.now - began) / .seconds(1) }
    while elapsed < seconds {
      usleep(UInt32(min(0.2, max(0, seconds - elapsed)) * 1e6))
      progress(Int(elapsed))
    }
    refusal = client.refusal.map(server.masking)
  }
}

extension RedisConnection {
  /// What the server answers instead of serving this client; `nil` if it serves it.
  var refusal: String? {
    do {
      let reply = try command("PING")
      return reply == .status("PONG") ? nil : "\(reply)"
    } catch {
      return "\(error)"
    }
  }
}
