import MET001
import MET001Testing
import Scenarios
import Testing
import Workload

@Suite("Age of what is evicted", .specification, .tags(.eviction))
struct EvictionAgeTests {
  @Test(.tags(.must)) func `EVC-03 eviction follows age`() async throws {
    let eviction = try await AgedEviction.play(.specified(), on: ServersUnderTest(), phases: .told)
    let survival = eviction.survivors.survival
    evidence.sometimes("the server knew the ages of the events", eviction.agesWereTold)
    evidence.sometimes("events were evicted", survival.evicted > 0)
    evidence.record(.lruError, survival.weightedError(among: eviction.fits), samples: eviction.fits)
    evidence.record(
      .youngestDecileEvicted, survival.evictedShare(ofYoungest: 0.1), samples: eviction.survivors.events.count / 10)
    evidence.show(survival.figure(title: "Survival by age: every event a second younger than the one before"))
  }

  @Test(.tags(.must)) func `EVC-05 a recently read event stays`() async throws {
    let eviction = try await AgedEviction.play(
      .specified(), on: ServersUnderTest(), phases: .told, reading: AgedEviction.everyFourthOfTheOldest)
    let (read, unread) = (eviction.read, eviction.unread)
    evidence.sometimes("the server knew the ages of the events", eviction.agesWereTold)
    evidence.sometimes("most of their neighbours, which nobody read, were evicted", eviction.unreadWentMostly)
    evidence.record(.readSurvived, eviction.survivedShare(of: read), samples: read.count)
    evidence.record(.unreadSurvived, eviction.survivedShare(of: unread), samples: unread.count)
    try await concludeOnRewrites()
  }

  /// A server that shares its memory with a child leaves the ages of its keys alone (lookupKey in Redis's db.c).
  private func concludeOnRewrites() async throws {
    let eviction = try await AgedEviction.play(
      .specified(), on: ServersUnderTest(), phases: .told, reading: AgedEviction.everyFourthOfTheOldest,
      whileRewriting: true)
    let share = eviction.survivedShare(of: eviction.read)
    evidence.record(.readSurvivedDuringRewrite, share, samples: eviction.read.count)
    guard !evidence.admits(.readSurvived, share) else { return }
    evidence.conclude(
      "A read while the append-only file is rewritten refreshes nothing: of events that were read then, "
        + "\(MeasureUnit.ratio.format(.number(share))) stayed.")
  }
}
