import MET001
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

  @Test(.tags(.must)) func `DUR-16 the append-only file stays bounded`() async throws {
    let bound = BoundedFile.Bound(
      growth: try evidence.settings.number(.rewritePercentage) / 100,
      minimumSize: try evidence.settings.number(.rewriteMinimumSize))
    try await withServerUnderTest(scaled: false) { server in
      let file = try BoundedFile(.specified(), on: server, phases: .told)
      evidence.sometimes("the files would have been over the bound without a rewrite", file.isTelling(bound))
      evidence.sometimes("a rewrite was killed", file.killed > 0)
      evidence.record(.bytesOverBound, file.over(bound), samples: file.samples.count)
      evidence.record(.rewrites, file.rewrites, samples: 0)
      evidence.record(.leftBehind, file.leftInTheEnd, samples: 0)
      evidence.record(.killedRewrites, file.killed, samples: 0)
      if file.lastRewrite != "ok" { evidence.violate("a rewrite that nobody killed ended with '\(file.lastRewrite)'") }
      evidence.note(
        "The killed rewrites left \(MeasureUnit.bytes.format(.number(Double(file.leftByKills)))) beside the files of one set."
      )
      evidence.show(file.figure(bound))
      evidence.attach(try server.connect().info("persistence").text, named: "info-persistence.txt")
    }
  }
}
