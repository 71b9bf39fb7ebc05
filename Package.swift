// swift-tools-version: 6.3
import PackageDescription

// Warnings are errors: SE-0443 (https://github.com/swiftlang/swift-evolution/blob/main/proposals/0443-warning-control-flags.md).
// The later features are those that the Swift project itself turns on for new packages.
let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// A target whose tests are the specification itself: one test for each control.
func specification(_ name: String) -> Target {
  .testTarget(
    name: name,
    dependencies: ["MET001", "MET001Testing", "RedisFixture", "Workload"],
    swiftSettings: settings)
}

/// A target whose tests are of the product.
func tests(
  of name: String, with dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.byName(name: name)] + dependencies,
    resources: resources,
    swiftSettings: settings)
}

let package = Package(
  name: "met-001",
  products: [
    .executable(name: "compliance", targets: ["compliance"])
  ],
  targets: [
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "Scratch", swiftSettings: settings),
    .target(name: "RedisFixture", dependencies: ["CHiredis", "Scratch"], swiftSettings: settings),
    .target(name: "Workload", dependencies: ["CLinux", "RedisFixture", "Scratch"], swiftSettings: settings),
    .target(
      name: "MET001",
      resources: [.copy("Resources/met-001.json"), .copy("Resources/met-001-retention.json")],
      swiftSettings: settings),
    .target(
      name: "MET001Testing",
      dependencies: ["MET001", "RedisFixture", "Workload"],
      swiftSettings: settings),
    .target(name: "ComplianceReport", dependencies: ["MET001"], swiftSettings: settings),
    .executableTarget(
      name: "compliance",
      dependencies: ["ComplianceReport", "MET001", "Scratch"],
      swiftSettings: settings),
    .executableTarget(name: "faulty-server", swiftSettings: settings),
    .executableTarget(
      name: "benchmark",
      dependencies: ["RedisFixture", "Scratch", "Workload"],
      swiftSettings: settings),

    specification("ConfigTests"),
    specification("CapacityTests"),
    specification("PersistenceTests"),
    specification("PerformanceTests"),

    tests(of: "RedisFixture"),
    tests(of: "Workload", with: ["RedisFixture"]),
    tests(of: "MET001"),
    tests(of: "MET001Testing", with: ["ComplianceReport", "MET001", "RedisFixture", "Workload"]),
    tests(of: "ComplianceReport", with: ["MET001"], resources: [.copy("Fixtures")]),
    tests(of: "faulty-server", with: ["RedisFixture"]),
    tests(of: "benchmark", with: ["RedisFixture"]),
    tests(of: "compliance", with: ["MET001"]),
  ]
)
