import Foundation
import MET001
import Testing
import compliance

@Suite("Options")
struct OptionsTests {
  private func parse(_ arguments: String..., environment: [String: String] = [:]) throws -> Options {
    try Options(arguments: arguments, environment: environment)
  }

  private func refusal(_ arguments: [String], environment: [String: String] = [:]) -> String? {
    do {
      _ = try Options(arguments: arguments, environment: environment)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func all() throws -> Options {
    var options = try parse()
    options.profile = .quick
    options.duration = SoakDuration("8h")
    options.filter = "a b"
    options.redisConf = "r.conf"
    options.redisServer = "/bin/r"
    options.specification = "s.json"
    options.seed = 42
    options.output = "out"
    return options
  }

  @Test func `without arguments everything is run at real scale`() throws {
    let options = try parse()
    #expect(options.command == .run)
    #expect(options.profile == .full)
    #expect(options.seed == 1)
    #expect(options.duration == nil)
    #expect(options.reportDirectory == "compliance-report")
    #expect(options.filter == nil && options.redisConf == nil && options.redisServer == nil)
  }

  @Test func `every option takes the next argument`() throws {
    let options = try parse(
      "run", "--profile", "quick", "--filter", "a b", "--redis-conf", "r.conf", "--redis-server", "/bin/r",
      "--specification", "s.json", "--seed", "42", "--duration", "8h", "--output", "out")
    #expect(options == (try all()))
  }

  @Test func `every option takes a value after an equals sign`() throws {
    let options = try parse(
      "--profile=quick", "--filter=a b", "--redis-conf=r.conf", "--redis-server=/bin/r", "--specification=s.json",
      "--seed=42", "--duration=8h", "--output=out")
    #expect(options == (try all()))
    #expect(try parse("--filter=a=b").filter == "a=b")
    #expect(try parse("--filter", "-x").filter == "-x")
  }

  @Test func `a proof is made at the smallest scale unless told otherwise, and leaves no file`() throws {
    let options = try parse("--mutants", "m", "prove")
    #expect(options.profile == .quick)
    #expect(options.mutants == "m")
    #expect(options.output == nil)
    #expect(try parse("prove", "--profile", "full").profile == .full)
    #expect(try parse("prove", environment: ["MET001_PROFILE": "soak"]).profile == .soak)
  }

  private let environment = [
    "MET001_PROFILE": "soak", "MET001_SEED": "7", "MET001_REDIS_CONF": "e.conf", "MET001_REDIS_SERVER": "/bin/e",
    "MET001_SPECIFICATION": "e.json", "MET001_DURATION": "90m",
  ]

  @Test func `what the arguments leave open the environment says`() throws {
    let options = try parse(environment: environment)
    #expect(options.profile == .soak)
    #expect(options.seed == 7)
    #expect(options.redisConf == "e.conf")
    #expect(options.redisServer == "/bin/e")
    #expect(options.specification == "e.json")
    #expect(options.duration?.seconds == 5400)
  }

  @Test func `an option wins over the environment`() throws {
    var expected = try all()
    expected.filter = nil
    expected.output = nil
    let options = try parse(
      "--profile", "quick", "--redis-conf", "r.conf", "--redis-server", "/bin/r", "--specification", "s.json",
      "--seed", "42", "--duration", "28800", environment: environment)
    #expect(options == expected)
  }

  @Test(
    arguments: [
      (["run"], .run), (["list"], .list(json: false)), (["list", "--json"], .list(json: true)),
      (["--json", "list"], .list(json: true)), (["render", "dir"], .render(directory: "dir")), (["--help"], .help),
      (["prove"], .prove(allControls: false)), (["prove", "--all-controls"], .prove(allControls: true)),
      (["-h"], .help), (["list", "--help"], .help), (["--version"], .version),
    ] as [([String], Options.Command)])
  func `a command is known wherever it stands`(arguments: [String], command: Options.Command) throws {
    #expect(try Options(arguments: arguments, environment: [:]).command == command)
  }

  @Test(arguments: [
    (["--nonsense"], "unknown option '--nonsense'; compliance --help lists them"),
    (["--nonsense=1"], "unknown option '--nonsense'; compliance --help lists them"),
    (["-x"], "unknown option '-x'; compliance --help lists them"),
    (["nonsense"], "unknown command 'nonsense'; compliance --help lists them"),
    (["run", "list"], "unknown command 'run list'; compliance --help lists them"),
    (["render"], "render needs the directory of a report"),
    (["run", "--json"], "--json goes with list"),
    (["run", "--all-controls"], "--all-controls goes with prove"),
    (["--mutants", "m"], "--mutants goes with prove"),
    (["--filter"], "--filter needs a value; compliance --help says which"),
    (["--filter="], "--filter is empty"),
    (["--output", ""], "--output is empty"),
    (["--profile", "huge"], "--profile 'huge' is none of quick, full, soak"),
    (["--seed", "-1"], "--seed '-1' is no number from 0 to 18446744073709551615"),
    (["--seed", "18446744073709551616"], "--seed '18446744073709551616' is no number from 0 to 18446744073709551615"),
    (["--duration", "1d"], "--duration '1d' is no whole number of seconds (s), minutes (m) or hours (h)"),
    (["--seed", "one"], "--seed 'one' is no number from 0 to 18446744073709551615"),
  ])
  func `what cannot be understood is named`(arguments: [String], problem: String) {
    #expect(refusal(arguments) == problem)
  }

  @Test(arguments: [
    ("MET001_PROFILE", "huge", "MET001_PROFILE 'huge' is none of quick, full, soak"),
    ("MET001_SEED", "x", "MET001_SEED 'x' is no number from 0 to 18446744073709551615"),
    ("MET001_SEED", "", "MET001_SEED is empty"),
    ("MET001_DURATION", "long", "MET001_DURATION 'long' is no whole number of seconds (s), minutes (m) or hours (h)"),
  ])
  func `what the environment says wrongly is named too`(name: String, value: String, problem: String) {
    #expect(refusal([], environment: [name: value]) == problem)
  }

  @Test(arguments: [
    "--profile", "--duration", "--filter", "--redis-conf", "--redis-server", "--specification", "--seed", "--output",
    "list", "render", "prove", "--mutants", "--all-controls", "exit status", "met-001-retention",
  ])
  func `the help names everything`(word: String) {
    #expect(Options.help.contains(word))
  }
}
