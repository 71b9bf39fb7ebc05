/// How large and how long a run is.
package enum Profile: String, Codable, Sendable, CaseIterable {
  /// One hundredth of everything that scales; seconds. No claim of conformance.
  case quick
  /// Real scale.
  case full
  /// Real scale, and sustained controls last an hour or longer.
  case soak

  /// What the scaled quantities are multiplied with.
  package var scale: Double {
    switch self {
    case .quick: 0.01
    case .full, .soak: 1
    }
  }
}
