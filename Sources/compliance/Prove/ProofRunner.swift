import ComplianceReport
import Foundation
import MET001
import Processes
import RedisConfiguration
import Synchronization

/// Runs the reference system and then the mutants, each run in a directory of its own.
///
/// Those whose controls judge no times run several at once; the others follow one after another, and so does every
/// second run.
final class ProofRunner: Sendable {
  private let package: TestPackage
  private let reference: SystemUnderTest
  private let options: TestOptions
  private let host: HostRecord
  private let plan: ProofPlan
  /// What became of the reference system under the specification of the whole proof, if that is known already.
  private let known: ProofRun?
  private let display: Mutex<ProofDisplay>
  /// Whether nothing more is run: the reference system is red, or something else went wrong.
  private let isHalted = Atomic(false)
  private var goesOn: Bool { Interruption.count == 0 && !isHalted.load(ordering: .relaxed) }
  /// How many mutants run at once where no times are judged: most of the time each of them waits. At a larger scale one
  /// fills the host.
  private var places: Int { options.profile == .quick ? min(2 * ProcessInfo.processInfo.activeProcessorCount, 4) : 1 }

  init(
    package: TestPackage, reference: SystemUnderTest, options: TestOptions, host: HostRecord, plan: ProofPlan,
    known: ProofRun? = nil
  ) {
    self.package = package
    self.reference = reference
    self.options = options
    self.host = host
    self.plan = plan
    self.known = known
    display = Mutex(ProofDisplay())
  }

  /// One mutant's turn.
  private struct Turn {
    var number: Int
    var mutant: Mutant
    var selection: Selection
    /// Its first run, if it had one.
    var trial: MutantTrial?

    func after(_ trial: MutantTrial) -> Turn {
      var turn = self
      turn.trial = trial
      return turn
    }
  }

  /// If the reference system is not green nothing is proved, and no mutant is run; noise of the host alone is no reason.
  /// An interruption ends it too.
  func run() throws -> Proof {
    let proof = Result { try prove() }
    // What a run left in the background without a trace of whose it is, also where it was interrupted.
    try Orphans.end()
    return try proof.get()
  }

  private func prove() throws -> Proof {
    var proof = Proof(notRun: plan.mutants.map(\.name), unkilled: plan.unkilled)
    let references = try plan.references()
    let turns = try plan.mutants.enumerated().map { number, mutant in
      Turn(number: number, mutant: mutant, selection: try plan.selection(for: mutant))
    }
    display.withLock {
      $0.expect((references.map(\.selection) + turns.map(\.selection)).reduce(0) { $0 + $1.controls.count })
    }
    for reference in references where !reference.isBeside {
      guard goesOn else { return proof }
      proof.references[reference.name] = try run(reference, isAlone: true)
    }
    guard goesOn else { return proof }
    let judgement = Mutex(proof)
    let trials = Mutex<[Int: MutantTrial]>([:])
    @Sendable func finish(_ turn: Turn, _ trial: MutantTrial) {
      guard goesOn else { return }
      trials.withLock { $0[turn.number] = trial }
      let proof = judgement.withLock(\.self)
      display.withLock { $0.report(trial, proof) }
    }
    @Sendable func isDoubtful(_ trial: MutantTrial) -> Bool {
      judgement.withLock { trial.callsForRepetition(reference: $0.references[trial.specification]) }
    }

    let waiting = Mutex(turns.filter { !$0.selection.isQuiet })
    let quiet = Mutex(turns.filter(\.selection.isQuiet))
    let beside = references.filter(\.isBeside)
    try package.whileLocked {
      _ = try inParallel(beside.count + places) { [self] place in
        do {
          guard place >= beside.count else {
            let run = try run(beside[place], isAlone: false)
            return judgement.withLock { $0.references[beside[place].name] = run }
          }
          while goesOn, let turn = waiting.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            let trial = try firstRun(of: turn, isAlone: false)
            if isDoubtful(trial) { quiet.withLock { $0.append(turn.after(trial)) } } else { finish(turn, trial) }
          }
        } catch {
          isHalted.store(true, ordering: .relaxed)
          throw error
        }
      }
    }
    try Orphans.end()
    for turn in quiet.withLock(\.self) where goesOn {
      var trial = try turn.trial ?? firstRun(of: turn, isAlone: true)
      if goesOn, isDoubtful(trial) {
        display.withLock { $0.expect(turn.selection.controls.count) }
        trial.repetition = try run(turn.mutant, turn.selection, title: "\(turn.mutant.name) again", isAlone: true)
      }
      finish(turn, trial)
    }

    proof = judgement.withLock(\.self)
    let finished = trials.withLock(\.self)
    proof.trials = plan.mutants.indices.compactMap { finished[$0] }
    proof.notRun = plan.mutants.indices.filter { finished[$0] == nil }.map { plan.mutants[$0].name }
    display.withLock { $0.clear() }
    return proof
  }

  // MARK: One run

  /// Runs the reference system, with all controls that any mutant is judged by.
  private func run(_ reference: ProofPlan.Reference, isAlone: Bool) throws -> ProofRun {
    var system = self.reference
    system.specification = reference.file ?? system.specification
    let known = reference.file == nil ? known : nil
    let run =
      try known
      ?? run(
        system, reference.selection, in: try RunDirectory(in: options.scratch), title: "reference system",
        isAlone: isAlone)
    guard run.isComparable else {
      isHalted.store(true, ordering: .relaxed)
      return run
    }
    display.withLock {
      $0.print(
        "green    \(reference.selection.controls.count) controls of \(reference.name) with the reference system")
    }
    return run
  }

  private func firstRun(of turn: Turn, isAlone: Bool) throws -> MutantTrial {
    MutantTrial(
      turn.mutant, specification: plan.reference(of: turn.mutant),
      run: try run(turn.mutant, turn.selection, title: turn.mutant.name, isAlone: isAlone))
  }

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
    if var files = system.alerting {
      if let changes = mutant.rules {
        files.rules = [try changed(files.rules, by: changes, of: mutant, as: "rules.yml", in: directory)]
      }
      if let changes = mutant.alertmanager {
        files.alertmanager = try changed(
          [files.alertmanager], by: changes, of: mutant, as: "alertmanager.yml", in: directory)
      }
      if let changes = mutant.dashboards {
        files.dashboards = [try changed(files.dashboards, by: changes, of: mutant, as: "dashboard.json", in: directory)]
      }
      system.alerting = files
    }
    for (part, changes) in mutant.deployment ?? [:] {
      guard let file = system.deployment?[part] else { continue }
      // Of a procedure the directory is deployed as well.
      try FileManager.default.createDirectory(
        atPath: "\(directory.path)/deployment", withIntermediateDirectories: true)
      system.deployment?[part] = try changed(
        [file], by: changes, of: mutant, as: "deployment/\(part.rawValue)", in: directory)
    }
    if let server = mutant.server {
      system.server = "\(plan.directory)/\(server)"
      system.environment["MET001_REFERENCE_SERVER"] = reference.server
      system.environment["MET001_FAULTY_SERVER"] = "\(package.path)/.build/release/faulty-server"
    }
    return system
  }

  /// Writes the text of the files with the mutant's changes into the directory.
  ///
  /// - Returns: the path.
  /// - Throws: `MutantError` where a text that it changes does not stand there once.
  private func changed(
    _ files: [String], by changes: [String: String], of mutant: Mutant, as name: String, in directory: RunDirectory
  ) throws -> String {
    var text = try files.map { try String(contentsOfFile: $0, encoding: .utf8) }.joined(separator: "\n")
    for (from, to) in changes.sorted(by: { $0.key < $1.key }) {
      guard text.ranges(of: from).count == 1 else {
        throw MutantError(
          file: "\(mutant.name).json", problem: "'\(from)' does not stand once in \(files.joined(separator: ", "))")
      }
      text = text.replacing(from, with: to)
    }
    let path = "\(directory.path)/\(name)"
    try Data(text.utf8).write(to: URL(filePath: path))
    return path
  }

  private func run(_ mutant: Mutant, _ selection: Selection, title: String, isAlone: Bool) throws -> ProofRun {
    let directory = try RunDirectory(in: options.scratch)
    return try run(try system(of: mutant, in: directory), selection, in: directory, title: title, isAlone: isAlone)
  }

  private func run(
    _ system: SystemUnderTest, _ selection: Selection, in directory: RunDirectory, title: String, isAlone: Bool
  ) throws -> ProofRun {
    defer { directory.remove() }
    let began = ContinuousClock.now
    let run = TestRun(
      package: package, variables: system.variables, selection: selection, filter: nil, options: options, host: host,
      isAlone: isAlone)
    // Beside others a host is never quiet: what it is too noisy for has a turn alone.
    let record = try RepeatedRun(run: run, most: isAlone ? 3 : 1).execute(in: directory) { _, _ in
    } look: { events, _ in
      let ended = events.tests.count { $0.ended != nil || $0.skipped != nil }
      let control = events.tests.first { $0.started != nil && $0.ended == nil }?.control
      display.withLock { $0.show(title, control: control, done: min(ended, selection.controls.count)) }
    }
    display.withLock { $0.end(title, controls: selection.controls.count) }
    return ProofRun(
      try ReportDirectory(directory.path).assemble(), of: record,
      seconds: (ContinuousClock.now - began) / .seconds(1))
  }
}
