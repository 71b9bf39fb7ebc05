import MET001Testing
import RedisFixture
import Scenarios
import Testing

@Suite("Append-only file", .specification, .tags(.durability))
struct AppendOnlyFileTests {
  @Test(.tags(.must)) func `DUR-06 the append-only set is well-formed`() async throws {
    try await withServerUnderTest(scaled: false, adjust: withoutAutomaticRewrites) { server in
      let states = try AppendOnlyState.observe(.specified(), on: server)
      evidence.record(.setsChecked, states.count, samples: states.count)
      evidence.record(.rejected, states.count { !$0.check.isValid }, samples: 0)
      evidence.record(.missingFiles, states.map(\.set.missing.count).reduce(0, +), samples: 0)
      evidence.record(.strayFiles, states.map(\.set.strays.count).reduce(0, +), samples: 0)
      for state in states { evidence.record(.sizeDifference, state.difference, of: state.name, samples: 0) }
      if states.contains(where: \.check.misreadsBase) {
        evidence.conclude(
          "This server's own redis-check-aof takes the snapshots that it writes for damaged, and repairs nothing behind "
            + "them. Here its redis-check-rdb checked them, and redis-check-aof each other file; repair a damaged tail by "
            + "redis-check-aof --fix on the last incremental file, not on the manifest.")
      }
      evidence.attach(
        states.map { "--- \($0.name)\n\($0.check.output)" }.joined(separator: "\n"), named: "redis-check-aof.txt")
    }
  }

  @Test(.tags(.must)) func `DUR-07 truncated tail`() async throws {
    let tails = try await TruncatedTails.cut(.specified(), on: ServersUnderTest(), phases: .told)
    evidence.record(.cuts, tails.cuts.count, samples: tails.cuts.count)
    evidence.record(.wrong, tails.wrong.count, samples: 0)
    if !tails.wrong.isEmpty {
      evidence.note("Wrong after the cuts at \(tails.wrong.prefix(10).map(String.init).joined(separator: ", ")).")
    }
  }
}
