import Foundation
import MET001
import Testing
import compliance

@Suite("Invocation")
struct InvocationTests {
  private func read<C: Command>(
    _ type: C.Type = RunCommand.self, _ arguments: String..., environment: [String: String] = [:]
  ) throws -> C {
    guard case .command(let command) = try Invocation(arguments: arguments, environment: environment) else {
      throw CocoaError(.keyValueValidation)
    }
    return try #require(command as? C)
  }

  private func refusal(_ arguments: [String], environment: [String: String] = [:]) -> String? {
    do {
      _ = try Invocation(arguments: arguments, environment: environment)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func help(_ arguments: String...) throws -> String {
    guard case .help(let text) = try Invocation(arguments: arguments, environment: [:]) else { return "no help" }
    return text
  }

  private func all() -> RunCommand {
    var command = RunCommand()
    command.tests.profile = .quick
    command.tests.duration = SoakDuration("8h")
    command.filter = "a b"
    command.tests.redisConf = "r.conf"
    command.tests.redisServer = "/bin/r"
    command.tests.specification = "s.json"
    command.tests.seed = 42
    command.output = "out"
    return command
  }

  @Test func `without arguments everything is run at real scale`() throws {
    let command = try read()
    #expect(command.tests.profile == .full)
    #expect(command.tests.seed == 1)
    #expect(command.tests.duration == nil)
    #expect(command.output == "compliance-report")
    #expect(command == RunCommand())
  }

  @Test func `every option takes the next argument`() throws {
    let command = try read(
      RunCommand.self, "run", "--profile", "quick", "--filter", "a b", "--redis-conf", "r.conf", "--redis-server",
      "/bin/r", "--specification", "s.json", "--seed", "42", "--duration", "8h", "--output", "out")
    #expect(command == all())
  }

  @Test func `every option takes a value after an equals sign`() throws {
    let command = try read(
      RunCommand.self, "--profile=quick", "--filter=a b", "--redis-conf=r.conf", "--redis-server=/bin/r",
      "--specification=s.json", "--seed=42", "--duration=8h", "--output=out")
    #expect(command == all())
    #expect(try read(RunCommand.self, "--filter=a=b").filter == "a=b")
    #expect(try read(RunCommand.self, "--filter", "-x").filter == "-x")
  }

  @Test func `a proof is made at the smallest scale unless told otherwise, and leaves no file`() throws {
    let command = try read(ProveCommand.self, "--mutants", "m", "prove")
    #expect(command.tests.profile == .quick)
    #expect(command.mutants == "m")
    #expect(command.output == nil && !command.allControls)
    #expect(try read(ProveCommand.self, "prove", "--profile", "full", "--all-controls").tests.profile == .full)
    #expect(try read(ProveCommand.self, "prove", "--all-controls").allControls)
    #expect(try read(ProveCommand.self, "prove", environment: ["MET001_PROFILE": "soak"]).tests.profile == .soak)
  }

  @Test func `a command may stand behind its options`() throws {
    #expect(try read(ListCommand.self, "list") == ListCommand())
    #expect(try read(ListCommand.self, "list", "--json").json)
    #expect(try read(ListCommand.self, "--json", "list").json)
    #expect(try read(ListCommand.self, "--filter", "CFG", "list", "--specification", "s").specification == "s")
    #expect(try read(RenderCommand.self, "render", "dir").directory == "dir")
  }

  // MARK: Environment

  private let environment = [
    "MET001_PROFILE": "soak", "MET001_SEED": "7", "MET001_REDIS_CONF": "e.conf", "MET001_REDIS_SERVER": "/bin/e",
    "MET001_SPECIFICATION": "e.json", "MET001_DURATION": "90m",
  ]

  @Test func `what the arguments leave open the environment says`() throws {
    let command = try read(environment: environment)
    #expect(command.tests.profile == .soak)
    #expect(command.tests.seed == 7)
    #expect(command.tests.redisConf == "e.conf")
    #expect(command.tests.redisServer == "/bin/e")
    #expect(command.tests.specification == "e.json")
    #expect(command.tests.duration?.seconds == 5400)
    #expect(try read(ListCommand.self, "list", environment: environment).specification == "e.json")
  }

  @Test func `an option wins over the environment`() throws {
    var expected = all()
    expected.filter = nil
    expected.output = RunCommand().output
    let command = try read(
      RunCommand.self, "--profile", "quick", "--redis-conf", "r.conf", "--redis-server", "/bin/r", "--specification",
      "s.json", "--seed", "42", "--duration", "28800", environment: environment)
    #expect(command == expected)
    #expect(try read(RunCommand.self, "--seed", "3", environment: ["MET001_SEED": "x"]).tests.seed == 3)
  }

  @Test func `a command reads only the variables of its own options`() throws {
    #expect(try read(ListCommand.self, "list", environment: ["MET001_PROFILE": "huge"]) == ListCommand())
  }

  @Test(arguments: [
    ("MET001_PROFILE", "huge", "MET001_PROFILE 'huge' is not one of quick, full, soak"),
    ("MET001_SEED", "x", "MET001_SEED 'x' is not a whole number from 0 to 18446744073709551615"),
    ("MET001_SEED", "", "MET001_SEED is empty; give it a value"),
    ("MET001_REDIS_CONF", "", "MET001_REDIS_CONF is empty; give it a value"),
    (
      "MET001_DURATION", "long", "MET001_DURATION 'long' is not a whole number of seconds (s), minutes (m) or hours (h)"
    ),
  ])
  func `what the environment says wrongly is named`(name: String, value: String, problem: String) {
    #expect(refusal([], environment: [name: value]) == problem)
  }

  // MARK: Refusals

  @Test(arguments: [
    (["--nonsense"], "unknown option '--nonsense'; compliance --help lists the options"),
    (["--nonsense=1"], "unknown option '--nonsense'; compliance --help lists the options"),
    (["-x"], "unknown option '-x'; compliance --help lists the options"),
    (["nonsense"], "unknown command 'nonsense'; compliance --help lists the commands"),
    (["run", "list"], "unexpected word 'list' after run; the command is: compliance [run] [options]"),
    (["render", "a", "b"], "unexpected word 'b' after render; the command is: compliance render DIR"),
    (["render"], "render needs the directory of a report: compliance render DIR"),
    (["run", "--json"], "--json goes with list"),
    (["run", "--all-controls"], "--all-controls goes with prove"),
    (["--mutants", "m"], "--mutants goes with prove"),
    (["list", "--seed", "1"], "--seed goes with run and prove"),
    (["render", "dir", "--filter", "CFG"], "--filter goes with run, list and prove"),
    (["list", "--json=1"], "--json takes no value"),
    (["--filter"], "--filter needs a value: --filter REGEX"),
    (["--filter="], "--filter is empty; give it a value"),
    (["--output", ""], "--output is empty; give it a value"),
    (["--profile", "huge"], "--profile 'huge' is not one of quick, full, soak"),
    (["--seed", "-1"], "--seed '-1' is not a whole number from 0 to 18446744073709551615"),
    (
      ["--seed", "18446744073709551616"],
      "--seed '18446744073709551616' is not a whole number from 0 to 18446744073709551615"
    ),
    (["--duration", "1d"], "--duration '1d' is not a whole number of seconds (s), minutes (m) or hours (h)"),
    (["--seed", "one"], "--seed 'one' is not a whole number from 0 to 18446744073709551615"),
  ])
  func `what cannot be understood is named`(arguments: [String], problem: String) {
    #expect(refusal(arguments) == problem)
  }

  // MARK: Help

  @Test func `the help names every command, option, variable and exit status`() throws {
    let text = try help("--help")
    #expect(try help("-h") == text)
    for command in commands {
      #expect(text.contains("compliance \(command.name)") || text.contains("compliance [\(command.name)]"))
      for usage in command.usages {
        #expect(text.contains(usage.name))
        #expect(usage.variable.map(text.contains) ?? true)
      }
      for status in command.statuses { #expect(text.contains(status.prefix(12))) }
    }
    for word in ["exit status", "64", "70", "met-001-retention"] { #expect(text.contains(word)) }
  }

  @Test func `the help of a command names its options alone`() throws {
    let prove = try help("prove", "--help")
    #expect(prove.hasPrefix("usage: compliance prove [options]\n"))
    #expect(prove.contains("--mutants DIR") && prove.contains("(default quick)") && !prove.contains("--json"))
    #expect(try help("--help", "list").contains("--json"))
    #expect(try help("--json", "list", "-h") == help("list", "--help"))
    #expect(try !help("list", "--help").contains("--seed"))
    #expect(try help("render", "--help").hasPrefix("usage: compliance render DIR\n"))
    #expect(try help("run", "--help").hasPrefix("usage: compliance [run] [options]\n"))
  }

  @Test func `no line of the help is too long for a terminal that is not narrow`() throws {
    for text in try [help("--help"), help("run", "--help"), help("prove", "--help"), help("list", "--help")] {
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }
  }

  @Test func `an option takes a value in every command or in none`() {
    let usages = Dictionary(grouping: commands.flatMap { $0.usages }, by: \.name)
    for (name, same) in usages {
      #expect(Set(same.map { $0.value == nil }).count == 1, "\(name)")
      #expect(Set(same.map(\.variable)).count == 1, "\(name)")
    }
  }

  @Test func `the version is asked for`() throws {
    guard case .version = try Invocation(arguments: ["--version"], environment: [:]) else {
      Issue.record("no version")
      return
    }
  }
}
