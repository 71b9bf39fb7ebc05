import Foundation
import Statistics
import TestSupport
import Testing

@Suite("Histogram log")
struct HistogramLogTests {
  /// hdrhistogram 0.10.8 of PyPI: `HdrHistogram(1, 67108863, 3)` (2^27 − 1 if it is longer than that), each value by
  /// `record_value`, then `encode()`, whose zlib part is unpacked and packed again by `zlib.compress(…, 0)`.
  @Test(
    arguments: [
      ([], "HISTFAAAADN4AQEoANf/HISTEwAAAAAAAAAAAAAAAwAAAAAAAAABAAAAAAP///8/8AAAAAAAAFgfBXo="),
      (
        [0, 1, 1, 3, 2047, 2048, 5000, 60_000_000] + Array(repeating: 1, count: 300),
        "HISTFAAAAEN4AQE4AMf/HISTEwAAABAAAAAAAAAAAwAAAAAAAAABAAAAAAP///8/8AAAAAAAAALcBAEC9R8CAsETAofZAQLWfQnA"
      ),
      ([1, 70_000_000], "HISTFAAAADl4AQEuANH/HISTEwAAAAYAAAAAAAAAAwAAAAAAAAABAAAAAAf///8/8AAAAAAAAAEC05ACAn8/Bu4="),
    ] as [([Int], String)])
  func `a histogram is encoded as HdrHistogram does it`(latencies: [Int], encoded: String) {
    #expect(LatencyHistogram(of: latencies).encoded == encoded)
  }

  /// The last four bytes of what `encode()` of the same package makes of them, before Base64: the checksum of all that
  /// was compressed.
  @Test func `so are thousands of latencies`() throws {
    let bytes = try #require(Data(base64Encoded: LatencyHistogram.fourThousand.encoded))
    #expect(Array(bytes.suffix(4)) == [0x4D, 0x10, 0x8D, 0x18])
  }

  @Test func `an emptied histogram is encoded as a new one, and a count of millions in its few bytes`() throws {
    var histogram = LatencyHistogram(of: 0..<100_000)
    histogram.removeAll()
    #expect(histogram.encoded == LatencyHistogram().encoded)
    for _ in 0..<5_000_000 { histogram.record(microseconds: 0) }
    let bytes = try #require(Data(base64Encoded: histogram.encoded))
    // Twice the count, in groups of seven bits, the lowest first.
    #expect(Array(bytes.suffix(8).prefix(4)) == [0x80, 0xAD, 0xE2, 0x04])
  }

  @Test func `the log`() {
    var log = HistogramLog(start: 1_790_000_000.25, comment: "SET, 1000/s offered")
    log.append(LatencyHistogram(of: [1, 70_000_000]), from: 0, length: 1)
    log.append(LatencyHistogram(), from: 1, length: 0.9996, tag: "service")
    log.append(LatencyHistogram(of: [3_600_000_007]), from: 3600.1234, length: 1)
    #expect(
      log.text == """
        #SET, 1000/s offered
        #[Values and Interval_Max in microseconds]
        #[Histogram log format version 1.3]
        #[StartTime: 1790000000.250 (seconds since epoch), 2026-09-21T14:13:20.250Z]
        #[BaseTime: 1790000000.250 (seconds since epoch)]
        "StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram"
        0.000,1.000,70000000.000,\(LatencyHistogram(of: [1, 70_000_000]).encoded)
        Tag=service,1.000,1.000,0.000,\(LatencyHistogram().encoded)
        3600.123,1.000,3600000007.000,\(LatencyHistogram(of: [3_600_000_007]).encoded)

        """)
  }

  @Test(arguments: ["one\ntwo", "one\r\ntwo", "one\rtwo"])
  func `each line of the comment is a comment`(comment: String) {
    #expect(HistogramLog(start: 0, comment: comment).text.hasPrefix("#one\n#two\n#["))
  }
}
