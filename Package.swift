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
    dependencies: [
      "Firehose", "Host", "MET001", "MET001Testing", "Monitoring", "Processes", "RedisConfiguration", "RedisFixture",
      "Scenarios", "Statistics", "Workload",
    ],
    swiftSettings: settings)
}

/// A target whose tests are of the product.
func tests(
  of name: String, named testName: String? = nil, with dependencies: [Target.Dependency] = [],
  resources: [Resource] = []
) -> Target {
  .testTarget(
    name: testName ?? "\(name)Tests",
    dependencies: [.byName(name: name), "TestSupport"] + dependencies,
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
    .target(name: "Statistics", swiftSettings: settings),
    .target(name: "Firehose", swiftSettings: settings),
    .target(name: "RESP", swiftSettings: settings),
    .target(name: "RedisConfiguration", swiftSettings: settings),
    .target(name: "Processes", dependencies: ["CLinux"], swiftSettings: settings),
    .target(name: "Remote", dependencies: ["Processes"], swiftSettings: settings),
    .target(name: "Host", dependencies: ["Processes", "Statistics"], swiftSettings: settings),
    .target(
      name: "RedisFixture", dependencies: ["CHiredis", "Host", "Processes", "RESP", "RedisConfiguration", "Remote"],
      swiftSettings: settings),
    .target(
      name: "Workload",
      dependencies: ["CLinux", "Firehose", "Host", "Processes", "RESP", "RedisFixture", "Statistics"],
      swiftSettings: settings),
    .target(name: "Monitoring", dependencies: ["Processes", "RedisFixture"], swiftSettings: settings),
    .target(
      name: "Scenarios",
      dependencies: [
        "Firehose", "Host", "Monitoring", "Processes", "RESP", "RedisConfiguration", "RedisFixture", "Statistics",
        "Workload",
      ],
      swiftSettings: settings),
    .target(
      name: "MET001",
      resources: [
        .copy("Resources/met-001.json"), .copy("Resources/met-001-retention.json"),
        .copy("Resources/supported-versions.json"),
      ],
      swiftSettings: settings),
    .target(
      name: "MET001Testing",
      dependencies: [
        "Firehose", "Host", "MET001", "Monitoring", "Processes", "RedisConfiguration", "RedisFixture", "Remote",
        "Scenarios",
      ],
      swiftSettings: settings),
    .target(name: "ComplianceReport", dependencies: ["MET001"], swiftSettings: settings),
    .executableTarget(
      name: "compliance",
      dependencies: ["ComplianceReport", "Host", "MET001", "Processes", "RESP", "RedisConfiguration", "Remote"],
      swiftSettings: settings),
    .executableTarget(
      name: "faulty-server", dependencies: ["Processes", "RESP", "RedisConfiguration"], swiftSettings: settings),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Firehose", "Host", "Processes", "RedisConfiguration", "RedisFixture", "Statistics", "Workload",
      ],
      swiftSettings: settings),

    specification("ConfigTests"),
    specification("CapacityTests"),
    specification("PersistenceTests"),
    specification("PerformanceTests"),
    specification("MonitoringTests"),
    specification("ReadinessTests"),
    // The same controls, of a server that somebody else runs: as much of them as can be read.
    specification("ObservationTests"),

    .target(
      name: "TestSupport", dependencies: ["Processes", "Statistics"], path: "Tests/TestSupport", swiftSettings: settings
    ),
    tests(of: "Statistics", with: ["Firehose"]),
    tests(of: "RESP"),
    tests(of: "Processes"),
    tests(of: "Remote", with: ["Processes"]),
    tests(of: "Host", with: ["Processes", "RedisFixture", "Statistics"]),
    tests(of: "RedisConfiguration", with: ["Processes"]),
    tests(of: "RedisFixture", with: ["Firehose", "Host", "Processes", "RESP", "RedisConfiguration"]),
    // MonitoringTests are the specification's controls of alerting.
    tests(of: "Monitoring", named: "MonitoringStackTests", with: ["Processes", "RedisFixture"]),
    // FirehoseTests are the specification's controls of the live firehose.
    tests(of: "Firehose", named: "FirehoseEventTests"),
    tests(
      of: "Workload",
      with: [
        "Firehose", "Host", "Processes", "RESP", "RedisConfiguration", "RedisFixture", "Statistics",
      ]),
    tests(
      of: "Scenarios",
      with: ["Firehose", "Host", "Processes", "RedisConfiguration", "RedisFixture", "Statistics", "Workload"]),
    tests(of: "MET001"),
    tests(
      of: "MET001Testing",
      with: [
        "ComplianceReport", "Firehose", "Host", "MET001", "Processes", "RedisConfiguration", "RedisFixture",
        "Scenarios", "Workload",
      ]),
    tests(of: "ComplianceReport", with: ["MET001"], resources: [.copy("Fixtures")]),
    tests(of: "faulty-server", with: ["Processes", "RESP", "RedisFixture"]),
    tests(of: "benchmark", with: ["RedisFixture"]),
    tests(of: "compliance", with: ["MET001", "Processes", "RedisConfiguration"]),
  ]
)
