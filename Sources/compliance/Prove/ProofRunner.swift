import ComplianceReport
import Foundation
import MET001
import RedisConfiguration

/// Runs the reference system and then one mutant after another, each in a directory of its own.
struct ProofRunner {
  private let package: TestPackage
  private let reference: SystemUnderTest
  private let options: TestOptions
  private let host: HostRecord
  private let plan: ProofPlan
  private var line = ChangingLine()
  private var countdown: Countdown

  init(package: TestPackage, reference: SystemUnderTest, options: TestOptions, host: HostRecord, plan: ProofPlan) {
    self.package = package
    self.reference = reference
    self.options = options
    self.host = host
    self.plan = plan
    countdown = Countdown()
  }

  /// If the reference system is not green nothing is proved, and no mutant is run. An interruption ends it too.
  mutating func run() throws -> Proof {
    var proof = Proof(notRun: plan.mutants.map(\.name), unkilled: plan.unkilled)
    let references = try plan.references()
    let selections = try plan.mutants.map(plan.selection)
    countdown.total = (references.map(\.selection) + selections).reduce(0) { $0 + $1.controls.count }

    for (name, file, selection) in references where Interruption.count == 0 {
      var system = reference
      system.specification = file ?? reference.specification
      let run = try run(
        system, selection, in: try RunDirectory(in: options.scratch), title: "reference system", most: 3)
      proof.references[name] = run
      guard run.obstacles.isEmpty else { return proof }
      line.print("green    \(selection.controls.count) controls of \(name) with the reference system")
    }
    for (number, mutant) in plan.mutants.enumerated() where Interruption.count == 0 {
      let title = "mutant \(number + 1) of \(plan.mutants.count)  \(mutant.name)"
      var trial = MutantTrial(
        mutant, specification: plan.reference(of: mutant), run: try run(mutant, selections[number], title: title))
      if Interruption.count == 0, trial.callsForRepetition(reference: proof.references[trial.specification]) {
        countdown.total += selections[number].controls.count
        trial.repetition = try run(mutant, selections[number], title: "\(title) again")
      }
      guard Interruption.count == 0 else { break }
      proof.trials.append(trial)
      proof.notRun.removeFirst()
      report(trial, proof)
    }
    line.clear()
    return proof
  }

  // MARK: One run

  /// The mutant's configuration, written into the directory, and its server.
  private func system(of mutant: Mutant, in directory: RunDirectory) throws -> SystemUnderTest {
    var system = reference
    system.specification = plan.file(of: mutant) ?? reference.specification
    if let file = mutant.file { system.configuration = "\(plan.directory)/\(file)" }
    if let lines = mutant.configuration {
      let file = try ConfigurationFile(path: system.configuration).withAbsolutePaths
      let more = try ConfigurationFile(text: lines.map { "\($0)\n" }.joined()).directives
      system.configuration = "\(directory.path)/redis.conf"
      try file.appending(more).write(to: system.configuration)
    }
    if let server = mutant.server {
      system.server = "\(plan.directory)/\(server)"
      system.environment["MET001_REFERENCE_SERVER"] = reference.server
      system.environment["MET001_FAULTY_SERVER"] = "\(package.path)/.build/release/faulty-server"
    }
    return system
  }

  private mutating func run(_ mutant: Mutant, _ selection: Selection, title: String) throws -> ProofRun {
    let directory = try RunDirectory(in: options.scratch)
    return try run(try system(of: mutant, in: directory), selection, in: directory, title: title)
  }

  /// - Parameter most: how many runs a control gets that the host is too noisy for. A mutant has a repetition of its own.
  private mutating func run(
    _ system: SystemUnderTest, _ selection: Selection, in directory: RunDirectory, title: String, most: Int = 1
  ) throws -> ProofRun {
    defer { directory.remove() }
    let began = ContinuousClock.now
    let run = TestRun(
      package: package, system: system, selection: selection, filter: nil, options: options, host: host)
    let before = countdown.done
    let record = try RepeatedRun(run: run, most: most).execute(in: directory) { _, _ in
    } look: { events, _ in
      let ended = events.tests.count { $0.ended != nil || $0.skipped != nil }
      countdown.done = before + min(ended, selection.controls.count)
      let control = events.tests.first { $0.started != nil && $0.ended == nil }?.control
      line.show("\(title)\(control.map { "  \($0)" } ?? "")\(countdown.left)")
    }
    countdown.done = before + selection.controls.count
    return ProofRun(
      try ReportDirectory(directory.path).assemble(), of: record,
      seconds: (ContinuousClock.now - began) / .seconds(1))
  }

  /// Prints a line for the trial, and below it what deviates.
  private mutating func report(_ trial: MutantTrial, _ proof: Proof) {
    let deviations = proof.deviations(of: trial).map(\.sentence) + trial.doubts
    let word = (!deviations.isEmpty ? "NOT OK" : trial.red.isEmpty ? "sound" : "killed").padding(
      toLength: 7, withPad: " ", startingAt: 0)
    let seconds = MeasureUnit.seconds.format(.number(trial.run.seconds))
    line.print("\(word)  \(trial.name)  \(trial.red.keys.sorted().joined(separator: ", "))  (\(seconds))")
    for sentence in deviations { line.print("         \(sentence)") }
  }
}

/// How long a proof still takes, from how long its controls took so far.
private struct Countdown {
  var total = 0
  var done = 0
  private let began = ContinuousClock.now

  var left: String {
    guard done > 0, total > done else { return "" }
    let seconds = (ContinuousClock.now - began) / .seconds(1) * Double(total - done) / Double(done)
    return "  \(grouped(seconds)) s left"
  }
}
