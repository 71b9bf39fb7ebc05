import Foundation
package import MET001

/// What the command line asks for.
package struct Options: Sendable, Equatable {
  package enum Command: Sendable, Equatable {
    case run
    case list(json: Bool)
    case render(directory: String)
    case prove(allControls: Bool)
    case help
    case version
  }

  package var command = Command.run
  private var chosenProfile: Profile?
  package var filter: String?
  package var redisConf: String?
  package var redisServer: String?
  package var specification: String?
  package var seed: UInt64 = 1
  /// How long the sustained controls of a soak last; `nil` for as long as the specification says.
  package var duration: SoakDuration?
  package var output: String?
  /// Where the mutants are; `nil` for those of the package.
  package var mutants: String?

  /// A proof looks for what the smallest scale shows; everything else is about the real one.
  package var profile: Profile {
    get {
      if let chosenProfile { return chosenProfile }
      if case .prove = command { return .quick }
      return .full
    }
    set { chosenProfile = newValue }
  }

  /// Where the report of a run goes.
  package var reportDirectory: String { output ?? "compliance-report" }
}

/// Something that whoever started the run has to correct. Nothing was run and nothing was touched.
package struct UsageError: Error, Equatable, CustomStringConvertible {
  package static let exitStatus: Int32 = 64

  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}

extension Options {
  /// Reads the arguments, without the program's name; what they leave open the environment says.
  ///
  /// - Throws: `UsageError`.
  package init(arguments: [String], environment: [String: String]) throws {
    try apply("--profile", environment["MET001_PROFILE"], from: "MET001_PROFILE")
    try apply("--seed", environment["MET001_SEED"], from: "MET001_SEED")
    try apply("--duration", environment["MET001_DURATION"], from: "MET001_DURATION")
    redisConf = environment["MET001_REDIS_CONF"]
    redisServer = environment["MET001_REDIS_SERVER"]
    specification = environment["MET001_SPECIFICATION"]

    var rest = arguments[...]
    var words: [String] = []
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("-") else {
        words.append(argument)
        continue
      }
      if argument == "--help" || argument == "-h" {
        command = .help
        return
      }
      if argument == "--version" {
        command = .version
        return
      }
      if Self.flags.contains(argument) {
        words.append(argument)
        continue
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard Self.valued.contains(parts[0]) else {
        throw UsageError("unknown option '\(parts[0])'; compliance --help lists them")
      }
      guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
        throw UsageError("\(argument) needs a value; compliance --help says which")
      }
      try apply(parts[0], value, from: parts[0])
    }
    try readCommand(words)
  }

  private static let flags: Set = ["--json", "--all-controls"]
  private static let valued: Set = [
    "--profile", "--duration", "--filter", "--redis-conf", "--redis-server", "--specification", "--seed", "--output",
    "--mutants",
  ]

  private mutating func apply(_ option: String, _ value: String?, from source: String) throws {
    guard let value else { return }
    guard !value.isEmpty else { throw UsageError("\(source) is empty") }
    switch option {
    case "--profile":
      guard let profile = Profile(rawValue: value) else {
        let known = Profile.allCases.map(\.rawValue).joined(separator: ", ")
        throw UsageError("\(source) '\(value)' is none of \(known)")
      }
      self.profile = profile
    case "--seed":
      guard let seed = UInt64(value) else {
        throw UsageError("\(source) '\(value)' is no number from 0 to 18446744073709551615")
      }
      self.seed = seed
    case "--duration":
      guard let duration = SoakDuration(value) else {
        throw UsageError("\(source) '\(value)' is no whole number of seconds (s), minutes (m) or hours (h)")
      }
      self.duration = duration
    case "--filter": filter = value
    case "--redis-conf": redisConf = value
    case "--redis-server": redisServer = value
    case "--specification": specification = value
    case "--mutants": mutants = value
    default: output = value
    }
  }

  private mutating func readCommand(_ words: [String]) throws {
    let json = words.contains("--json")
    let allControls = words.contains("--all-controls")
    switch words.filter({ !Self.flags.contains($0) }) {
    case [], ["run"]: command = .run
    case ["list"]: command = .list(json: json)
    case ["prove"]: command = .prove(allControls: allControls)
    case let words where words.count == 2 && words[0] == "render": command = .render(directory: words[1])
    case ["render"]: throw UsageError("render needs the directory of a report")
    case let words: throw UsageError("unknown command '\(words.joined(separator: " "))'; compliance --help lists them")
    }
    if json, command != .list(json: true) { throw UsageError("--json goes with list") }
    if allControls, command != .prove(allControls: true) { throw UsageError("--all-controls goes with prove") }
    if mutants != nil, command != .prove(allControls: allControls) { throw UsageError("--mutants goes with prove") }
  }

  package static let help = """
    Verifies that a Redis meets MET-001, and writes a compliance report.

    usage: compliance [run] [options]   run the controls, write the report, print the verdict
           compliance list [--json]     list the controls: level, what it does to the server, title
           compliance render DIR        rebuild a report from its evidence
           compliance prove [options]   run the systems that must not pass, and see that the controls say so

    options                     environment
      --profile quick|full|soak MET001_PROFILE        quick: 1/100 scale, seconds; full: real scale (default; of
                                                      prove: quick); soak: full, sustained controls for an hour
      --duration TIME           MET001_DURATION       soak: how long sustained controls last, such as 5400, 90m or 8h
      --filter REGEX                                  only controls whose id or title matches; of prove: only mutants
                                                      whose name, title or controls match
      --redis-conf FILE         MET001_REDIS_CONF     the configuration under test (default: the specification's,
                                                      in deploy/)
      --redis-server PATH       MET001_REDIS_SERVER   the server under test: redis-server, valkey-server, a wrapper
      --specification NAME|FILE MET001_SPECIFICATION  met-001 (default), met-001-retention, or a file of your own
      --seed N                  MET001_SEED           the same seed gives the same events (default 1)
      --output DIR                                    where the report goes (default compliance-report); of prove:
                                                      where proof.json goes (default nowhere)
      --mutants DIR                                   prove: where the mutants are (default mutants)
      --all-controls                                  prove: run every control with every mutant

    exit status: 0 conformant · 1 nonconformant · 2 indeterminate · 64 the run could not begin, and why · 70 the
    harness itself failed; of prove: 0 every mutant is killed by its controls alone · 1 one is not, or a control has
    no mutant · 2 it could not be judged
    """
}
