import Host
import MET001
import MET001Testing
import RedisFixture
import Scenarios
import Statistics
import Testing
import Workload

extension OverfilledBuffer: SharedScenario {
  fileprivate init(_ server: RedisServer) throws {
    try self.init(.specified(), on: server, phases: .told)
  }
}

@Suite("Overflow", .specification, .sharing { try OverfilledBuffer($0) }, .tags(.eviction))
struct OverflowTests {
  let buffer: OverfilledBuffer

  init() throws {
    buffer = try .shared
    try evidence.identify(buffer.server)
    evidence.attach(buffer.server.log, named: "redis.log")
    evidence.note(
      "One overfill is judged by all controls of this suite: \(buffer.overfill.sent) events into a buffer that was "
        + "full with \(buffer.fits).")
  }

  @Test(.tags(.must)) func `EVC-01 memory stays within its limit under overfill`() throws {
    let maxmemory = try buffer.maxmemory
    evidence.record(
      .peakMemory, Double(buffer.overfill.peakCountedMemory) / Double(maxmemory),
      samples: buffer.overfill.samples.count)
    evidence.record(.samplingRate, buffer.overfill.samplesPerSecond, samples: 0)
    evidence.record(.overfill, Double(buffer.overfill.sent) / Double(buffer.fits), samples: 0)
    evidence.show(
      buffer.overfill.overfillFigure(maxmemory: maxmemory, marks: evidence.marks("must", of: .peakMemory)))
    evidence.attach(buffer.overfill.csv, named: "overfill.csv")
    evidence.attach(buffer.info.text, named: "info-after-overfill.txt")
  }

  @Test(.tags(.must)) func `EVC-02 what the overflowing writer sees`() {
    let refused = buffer.overfill.errors["OOM", default: 0]
    evidence.record(.oomErrors, refused, samples: buffer.overfill.sent)
    evidence.record(.otherErrors, buffer.overfill.errorCount - refused, samples: 0)
    for (error, count) in buffer.overfill.errors.sorted(by: { $0.key < $1.key }) {
      evidence.note("\(count) of \(buffer.overfill.sent) writes were answered with \(error).")
    }
  }

  @Test(.tags(.must)) func `EVC-04 the loss is exactly accounted for`() throws {
    let (survivors, loss) = (buffer.survivors, buffer.loss)
    evidence.record(.unaccounted, loss.unaccounted, samples: buffer.overfill.sent)
    evidence.record(.lostEvents, loss.lost, samples: 0)
    evidence.record(.damaged, survivors.damaged, samples: survivors.present)
    evidence.record(.foreign, survivors.foreign, samples: 0)
    evidence.show(survivors.survival.figure(title: "Survival by age: loaded as fast as it goes"))
    evidence.conclude(try overflowSentence(loss))
  }

  @Test(.tags(.must)) func `EVC-06 writes stay fast while the buffer is full`() throws {
    let writes = buffer.writesWhileFull
    let p99 = writes.p99
    if let blame = writes.jitter.blame { evidence.note(blame) }
    try requireQuiet(p99, 0.99, limit: evidence.limit(of: .writeP99), jitter: writes.jitter.percentile)
    evidence.sometimes(
      "events were evicted or refused while the writes were timed",
      buffer.evictedMeanwhile > 0 || !writes.ledger.refused.isEmpty)
    evidence.record(.writeP99, p99, samples: writes.ledger.writes.count)
    try requireQuiet(writes.longest, 1, limit: evidence.limit(of: .longest), jitter: writes.jitter.percentile)
    evidence.record(.longest, writes.longest, samples: 0)
    evidence.record(.unanswered, writes.ledger.unanswered, samples: 0)
    evidence.note("\(buffer.evictedMeanwhile) keys were evicted during these writes.")
  }

  @Test(.tags(.must)) func `EVC-08 recovery after the pressure`() throws {
    let (before, after) = (buffer.before, buffer.after)
    evidence.attach(before.info.text, named: "info-before.txt")
    evidence.attach(after.info.text, named: "info-after.txt")
    evidence.record(.eventsLeft, buffer.eventsLeft)
    try evidence.requireProcessor(
      buffer.shortage, whereSlowLogExplains: after.usedMemory, over: before.usedMemory, as: .memoryAfterRecovery,
      of: buffer.server)
    evidence.record(.memoryAfterRecovery, try Double(after.usedMemory) / Double(before.usedMemory))
    evidence.record(
      .refusedAfterRecovery, after.writes.ledger.refusedCount,
      samples: after.writes.ledger.writes.count)
    let settings = evidence.settings
    let negligible = try settings.number(.maxmemory) / 10
    let resident = Double(try after.residentMemory)
    evidence.record(
      .residentAfterRecovery, max(resident, negligible) / max(Double(try before.residentMemory), negligible))
    try record(
      .p99AfterRecovery, "P99", buffer.growth(of: \.p99, percentile: 0.99, limit: settings.number(.latencyP99)), 0.99)
    try record(
      .longestAfterRecovery, "longest response",
      buffer.growth(of: \.longest, percentile: 1, limit: settings.number(.longestResponse)), 1)
    evidence.note("used_memory was \(try before.usedMemory) B before and \(try after.usedMemory) B after.")
  }

  /// Ends the control as not judged where this host may be why a time of the writes is outside its limit.
  private func requireQuiet(_ time: Double, _ share: Double, limit: Double, jitter: (Double) -> Double) throws {
    // Noise only adds: what is within the limit on a noisy host is so on a quiet one.
    guard !(time <= limit) else { return }
    try evidence.requireQuietHost(
      jitter: jitter(NoisePolicy.explainingShare(of: share)), beside: Miss(time, limit: limit, share: share))
  }

  /// Records how a time of the writes compares with what it was before the pressure.
  private func record(_ measure: MeasureName, _ words: String, _ growth: ResolvedGrowth, _ share: Double) throws {
    let limit = try growth.longest(within: evidence.limit(of: measure))
    try requireQuiet(growth.later, share, limit: limit, jitter: buffer.restJitter)
    evidence.record(measure, growth.ratio, samples: buffer.after.writes.ledger.writes.count)
    let times = [growth.earlier, growth.later, growth.resolution].map { MeasureUnit.seconds.format(.number($0)) }
    evidence.note(
      "The \(words) of the writes was \(times[0]) before and \(times[1]) after; below \(times[2]) it is back.")
  }

  /// What an overflow cost here, and when today's firehose would come to it.
  private func overflowSentence(_ loss: OverflowLoss) throws -> String {
    func words(_ number: Double) -> String { grouped(number, decimals: number < 100 ? 1 : 0) }
    let sent = buffer.overfill.sent
    let errors = buffer.overfill.errorCount
    let haste =
      loss.followedAge
      ? ""
      : " (all were written within \(words(buffer.overfill.seconds)) s, and the server knows ages by the second: with "
        + "real ages it is the oldest that go, EVC-03)"
    // The quick profile's buffer is a part of the real one.
    let fits = Double(buffer.fits) / evidence.settings.profile.scale
    let hours = try BufferedRate.all(evidence.settings).compactMap { rate in
      rate.words.map { "\(words(fits / rate.eventsPerSecond / 3600)) h at \($0)" }
    }
    let outcome =
      loss.lost > 0
      ? "silently lost \(words(Double(loss.lost))) of \(words(Double(sent))) events, "
        + "\(words(100 * loss.olderShare)) % of them from the older half\(haste), and "
        + (errors == 0 ? "no writer saw an error" : "\(words(Double(errors))) writes saw an error")
      : "lost none of the events that it had acknowledged, and refused \(words(Double(errors))) of "
        + "\(words(Double(sent))) writes"
    return "An overflow \(outcome). Without its batch writer the buffer is full after "
      + "\(hours.joined(separator: ", ")) events/s; from then on each new event costs "
      + (loss.lost > 0 ? "an older one." : "its writer a wait.")
  }
}
