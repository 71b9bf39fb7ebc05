import MET001
import Testing

@Suite("Measure unit")
struct MeasureUnitTests {
  @Test(arguments: [
    (MeasureUnit.bytes, 0.0, "0 B"), (.bytes, 1, "1 B"), (.bytes, 1023, "1,023 B"),
    (.bytes, 1024, "1,024 B (1 KiB)"), (.bytes, 1536, "1,536 B (1.5 KiB)"),
    (.bytes, 67_108_864, "67,108,864 B (64 MiB)"), (.bytes, 2_147_483_648, "2,147,483,648 B (2 GiB)"),
    (.bytes, -1, "−1 B"),
    (.bytesPerEvent, 754.26, "754.3 B/event"), (.bytesPerEvent, 1754, "1,754 B/event"),
    (.count, 0, "0"), (.count, 999, "999"), (.count, 1000, "1,000"), (.count, 1_234_567, "1,234,567"),
    (.count, -1234, "−1,234"), (.count, -0.0, "0"), (.count, -0.4, "0"), (.count, .nan, "nan"),
    (.count, .infinity, "inf"),
    (.events, 2_700_000, "2,700,000 events"), (.events, 999.6, "1,000 events"),
    (.eventsPerSecond, 93.75, "93.75 events/s"), (.eventsPerSecond, 99.5, "99.5 events/s"),
    (.eventsPerSecond, 100.4, "100 events/s"), (.eventsPerSecond, 123_456.7, "123,457 events/s"),
    (.hours, 8, "8 h"), (.hours, 7.456, "7.46 h"),
    (.operationsPerSecond, 99.754, "99.75 ops/s"), (.operationsPerSecond, 57_123.4, "57,123 ops/s"),
    (.requests, 60_000, "60,000 requests"), (.requests, 0.4, "0 requests"),
    (.ratio, 0.9, "90 %"), (.ratio, 0.93126, "93.13 %"), (.ratio, 1, "100 %"), (.ratio, 12.5, "1,250 %"),
    (.ratio, -0.05, "−5 %"), (.ratio, 0, "0 %"),
    (.samplesPerSecond, 512.34, "512.3 samples/s"), (.samplesPerSecond, 10, "10 samples/s"),
    (.seconds, 0, "0 s"), (.seconds, 1, "1 s"), (.seconds, 1.2344, "1.234 s"), (.seconds, 12.34, "12.3 s"),
    (.seconds, 3600, "3,600 s"), (.seconds, 0.1234, "123 ms"), (.seconds, 0.05, "50 ms"),
    (.seconds, 0.00987, "9.87 ms"), (.seconds, 0.00021, "0.21 ms"),
    (.seconds, 0.0000021234, "0.00212 ms"), (.seconds, 0.0099996, "10 ms"),
    (.seconds, 0.9994, "999 ms"), (.seconds, 0.9996, "1 s"), (.seconds, -0.0021, "−2.1 ms"), (.seconds, -2, "−2 s"),
    (.seconds, .nan, "nan s"), (.seconds, .infinity, "inf s"),
    (.value, 5, "5"),
  ])
  func `a number is shown with its unit`(unit: MeasureUnit, number: Double, text: String) {
    #expect(unit.format(.number(number)) == text)
  }

  @Test(arguments: MeasureUnit.allCases)
  func `a text is shown as it is`(unit: MeasureUnit) {
    #expect(unit.format("allkeys-lru") == "allkeys-lru")
    #expect(unit.format("") == "\"\"")
  }

  @Test func `a gap that rounding would hide is told exactly`() {
    #expect(MeasureUnit.ratio.format(0.9999996, against: 1) == "100 % (exactly 0.9999996)")
    #expect(MeasureUnit.seconds.format(30.01, against: 30) == "30 s (exactly 30.01)")
    #expect(MeasureUnit.seconds.format(0.0050001, against: 0.005) == "5 ms (exactly 0.0050001)")
    #expect(MeasureUnit.events.format(2_699_999.9, against: 2_700_000) == "2,700,000 events (exactly 2699999.9)")
  }

  @Test func `a gap that is seen and a value without a limit are told once`() {
    #expect(MeasureUnit.ratio.format(0.99, against: 1) == "99 %")
    #expect(MeasureUnit.ratio.format(1, against: 1) == "100 %")
    #expect(MeasureUnit.ratio.format(0.9999996, against: nil) == "100 %")
    #expect(MeasureUnit.value.format("no", against: "yes") == "no")
  }

  @Test(arguments: [
    (1.0, 0, "1"), (1.5, 2, "1.5"), (1234.5678, 2, "1,234.57"), (-0.001, 2, "0"), (100, 2, "100"), (0.1, 0, "0"),
    (999_999.999, 2, "1,000,000"), (-1_000_000, 0, "−1,000,000"),
  ])
  func `thousands are grouped and idle zeros dropped`(number: Double, decimals: Int, text: String) {
    #expect(grouped(number, decimals: decimals) == text)
  }

  @Test(arguments: [
    (0.0, "0 B"), (1023, "1,023 B"), (1024, "1 KiB"), (1_572_864, "1.5 MiB"), (1_099_511_627_776, "1 TiB"),
    (1_125_899_906_842_624, "1,024 TiB"),
  ])
  func `a size is told in binary multiples`(bytes: Double, text: String) {
    #expect(binary(bytes) == text)
  }
}
