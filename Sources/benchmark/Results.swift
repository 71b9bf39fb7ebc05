import Foundation
import Workload

/// What was measured, one value a round, in seconds or shares.
struct Results: Codable {
  var loadSeconds: [Double] = []
  var serverBusyShare: [Double] = []
  /// Ready to run, while the rewrite's child, the disk's threads and the loader had the processors.
  var serverWaitingShare: [Double] = []
  var verifySeconds: [Double] = []
  var allSeconds: [Double] = []
  var pipeSeconds: [Double] = []
  var pipeServerBusyShare: [Double] = []
  var pipeServerWaitingShare: [Double] = []
  var ourPeakResidentBytes = 0

  func table(events: Int) -> String {
    func rate(_ seconds: [Double]) -> String { String(format: "%.0f events/s", Double(events) / seconds.median) }
    func ratio(_ a: [Double], _ b: [Double]) -> String {
      let ratios = zip(a, b).map { $0 / $1 }
      return String(
        format: "%.2f (%.2f to %.2f)", ratios.median, ratios.min() ?? 0, ratios.max() ?? 0)
    }
    func percent(_ share: [Double]) -> String { String(format: "%.0f %%", share.median * 100) }
    return """

      \(events) events, \(loadSeconds.count) rounds; medians, ratios pair by pair with least and most

      load, ours                             \(rate(loadSeconds))
      load, redis-cli --pipe                 \(rate(pipeSeconds))
      load, ours over redis-cli --pipe       \(ratio(pipeSeconds, loadSeconds))   wanted ≥ 1.0
      server's thread busy, our load         \(percent(serverBusyShare))   wanted ≥ 90 %
        and ready, but without a processor   \(percent(serverWaitingShare))
      server's thread busy, redis-cli        \(percent(pipeServerBusyShare))
        and ready, but without a processor   \(percent(pipeServerWaitingShare))
      verify, ours                           \(rate(verifySeconds))
      verify over load, in time              \(ratio(verifySeconds, loadSeconds))   wanted ≤ 1.0
      load and verify over redis-cli --pipe  \(ratio(allSeconds, pipeSeconds))   wanted ≤ 2.0
      our peak resident memory               \(ourPeakResidentBytes / 1_000_000) MB   wanted < 200 MB
      """
  }

  func save(to directory: String) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(self).write(to: URL(filePath: "\(directory)/load.json"))
  }
}
