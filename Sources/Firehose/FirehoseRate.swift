/// How many events the firehose brought, in events per second: the rates of its profile.
package enum FirehoseRate {
  /// The mean of May to July 2026.
  package static let mean2026 = 343.0
  /// The daily peak of 2026.
  package static let peak2026 = 490.0
}
