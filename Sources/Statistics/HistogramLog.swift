import Foundation

/// The latencies of a run, interval by interval, in HdrHistogram's own log format, version 1.3, for its tools.
///
///     var log = HistogramLog(start: Date.now.timeIntervalSince1970, comment: "SET, 1000/s offered")
///     log.append(histogram, from: 0, length: 1, tag: "response")
///     try log.text.write(toFile: "latency.hlog", …)
///
/// Values are microseconds, in the histograms and as Interval_Max, which is the exact maximum. Tools that take them for
/// nanoseconds, as most do, need the ratio: `HistogramLogProcessor -outputValueUnitRatio 1000` prints milliseconds.
///
/// Source: <https://github.com/HdrHistogram/HdrHistogram>, `HistogramLogReader` and `HistogramLogWriter`.
package struct HistogramLog: Sendable, Equatable {
  /// The log so far. An interval takes some kilobytes, less than its histogram in memory.
  package private(set) var text: String

  /// - Parameters:
  ///   - epoch: when the run began, in seconds since 1970-01-01T00:00:00Z.
  ///   - comment: what was measured; a line of the log for each of its lines.
  package init(start epoch: Double, comment: String) {
    let start = String(format: "%.3f (seconds since epoch)", epoch)
    let date = Date(timeIntervalSince1970: epoch).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    text = """
      #\(comment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "\n#"))
      #[Values and Interval_Max in microseconds]
      #[Histogram log format version 1.3]
      #[StartTime: \(start), \(date)]
      #[BaseTime: \(start)]
      "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"

      """
  }

  /// Appends an interval. Readers expect them in the order of their beginning.
  ///
  /// - Parameters:
  ///   - start: when the interval began, in seconds since the start of the run.
  ///   - length: how long it was, in seconds.
  ///   - tag: tells one kind of latency from another in the same log; without commas, spaces and line breaks.
  package mutating func append(
    _ histogram: LatencyHistogram, from start: Double, length: Double, tag: String? = nil
  ) {
    if let tag {
      precondition(!tag.isEmpty && !tag.contains { $0 == "," || $0.isWhitespace }, "no tag of a histogram log: \(tag)")
      text += "Tag=\(tag),"
    }
    text += String(format: "%.3f,%.3f,", start, length)
    text += "\(histogram.greatestMicroseconds).000,\(histogram.encoded)\n"
  }
}
