import Foundation
package import MET001

/// Everything a report is made of: what a run left in its `evidence` directory.
package struct RunMaterial: Sendable {
  package var specification: Specification
  package var specificationSha256: String
  /// The shipped specification that tailoring is compared with.
  package var reference: Specification
  package var run: RunRecord
  package var events: TestEvents
  package var evidence: [String: ControlEvidence]
  /// The evidence files of each control; under the empty id those of the run.
  package var files: [String: [EvidenceFile]]
  /// What further runs left, of controls that the host had been too noisy to judge, in their order.
  package var repetitions: [RunMaterial]
  package var previous: Previous?

  package init(
    specification: Specification, specificationSha256: String, reference: Specification, run: RunRecord,
    events: TestEvents, evidence: [String: ControlEvidence], files: [String: [EvidenceFile]],
    repetitions: [RunMaterial] = [], previous: Previous? = nil
  ) {
    self.specification = specification
    self.specificationSha256 = specificationSha256
    self.reference = reference
    self.run = run
    self.events = events
    self.evidence = evidence
    self.files = files
    self.repetitions = repetitions
    self.previous = previous
  }
}

extension Report {
  /// Judges every control and weighs the whole. Pure: the same material always gives the same report.
  package init(_ material: RunMaterial) {
    let specification = material.specification
    let tailored = specification.tailoring(against: material.reference)
    var judged = specification.controls.map { JudgedControl($0, material) }
    judged.judgeChecklists(of: material)
    controls = judged.map(ControlRecord.init)
    // What was seen to fail counts, selected or not: some requirements are watched wherever a server runs.
    let selected = controls.filter { material.counts($0.id, $0.status) }
    let components = material.components
    let observed = ObservedRecord.all(of: material)
    system = SystemRecord(components: components, observed: observed, host: material.run.host)
    claim = Claim(of: material.run, components, observed ?? [])
    self.specification = SpecificationRecord(
      id: specification.id, title: specification.title, version: specification.version,
      sha256: material.specificationSha256, summary: specification.summary,
      reference: material.reference.id, tailored: tailored, groups: specification.groups,
      outstanding: specification.outstanding)
    run = material.run
    verdict = Verdict(weighing: selected.map { ($0.level, $0.status) })
    let doubts = Self.doubts(of: material, components: components)
    if verdict == .conformant, !doubts.isEmpty { verdict = .indeterminate }
    findings = judged.flatMap { judged in
      (judged.evidence?.findings ?? []).map { Finding(control: judged.control.id, sentence: $0) }
    }
    counts = Dictionary(grouping: controls, by: \.status.rawValue).mapValues(\.count)
    notChecked = controls.filter { $0.status == .notChecked }.map { NotChecked(id: $0.id, reason: $0.reason) }
    waivers = []
    previous = material.previous
    limitations = Self.limitations(of: material, tailored: tailored) + doubts
    headline = ""
    headline = makeHeadline(selected: selected, reference: material.reference)
  }

  private static func limitations(of material: RunMaterial, tailored: [Tailoring]) -> [String] {
    let specification = material.specification
    let run = material.run
    var limitations: [String] = []
    if run.scale != 1 {
      limitations.append(
        "Run at \(MeasureUnit.ratio.format(.number(run.scale))) of the real scale (profile \(run.profile.rawValue)): "
          + "no claim of \(material.reference.name) conformance.")
    }
    if run.targets != nil {
      limitations.append(
        "Only what can be read was judged, \(run.selected.count) of \(specification.controls.count) controls: nothing was done "
          + "to the server, so nothing is said of what it does under load, full, or when it is killed.")
    }
    if let filter = run.filter {
      limitations.append(
        "Only \(run.selected.count) of \(specification.controls.count) controls were selected (--filter \(filter)).")
    }
    if specification.id != material.reference.id {
      limitations.append("Judged by the specification \(specification.id), not by \(material.reference.id).")
    }
    if !tailored.isEmpty {
      let name = material.reference.name
      limitations.append(
        "\(counted(tailored.count, "value")) deviate\(tailored.count == 1 ? "s" : "") from \(name): "
          + "tailored, not plain \(name).")
    }
    if !specification.outstanding.isEmpty {
      limitations.append(
        "This version of the specification does not hold the groups "
          + specification.outstanding.joined(separator: ", ") + " yet: nothing is said about them.")
    }
    return limitations
  }

  /// What forbids any verdict of conformance, however the controls went.
  private static func doubts(of material: RunMaterial, components: [Component]) -> [String] {
    var doubts: [String] = []
    for material in [material] + material.repetitions {
      if let interruption = material.run.interruption { doubts.append("Cut short: \(interruption).") }
      if !material.run.leftBehind.isEmpty {
        doubts.append("The tests left something behind: \(material.run.leftBehind.joined(separator: "; ")).")
      }
      doubts += material.events.strayFailures.map { "A failure outside of any control: \($0)." }
      if material.events.unreadableLines > 0 {
        doubts.append("\(material.events.unreadableLines) lines of the test event stream could not be read.")
      }
    }
    if let targets = material.run.targets {
      // Each is looked at for itself: another program at its address would be a second one.
      let seen = components.compactMap(\.observed?.address).sorted()
      guard seen != targets.sorted() else { return doubts }
      return doubts + ["The evidence is not of just the \(counted(targets.count, "server")) that this run was about."]
    }
    let roles = Dictionary(grouping: components, by: \.role).mapValues(\.count)
    if roles[.server] == nil { doubts.append("No evidence names the server that was tested.") }
    // More than one of a role leaves open which of them was judged.
    for (role, count) in roles.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count > 1 {
      doubts.append("The evidence names \(count) different programs or configurations as \(role.rawValue).")
    }
    return doubts
  }

  private func makeHeadline(selected: [ControlRecord], reference: Specification) -> String {
    let all = selected.filter { $0.level == .must }
    let musts = all.filter { $0.status != .notApplicable }
    func ids(_ controls: [ControlRecord]) -> String { controls.map(\.id).joined(separator: ", ") }
    switch verdict {
    case .conformant:
      let partly = run.targets == nil ? "Conformant in what was run" : "Conformant in what can be read"
      let subject = limitations.isEmpty ? "\(reference.name) conformant" : partly
      let none = all.filter { $0.status == .notApplicable }
      let beside = none.isEmpty ? "" : ", not applicable: \(ids(none))"
      return "\(subject): "
        + (musts.count == 1 ? "the one must-control passes" : "all \(musts.count) must-controls pass") + beside
    case .nonconformant:
      let failed = musts.filter { $0.status == .fail }
      return "Nonconformant: \(failed.count) of \(musts.count) must-controls failed: \(ids(failed))"
    case .indeterminate:
      let open = selected.filter { $0.status == .error || ($0.status == .notChecked && $0.level == .must) }
      if !open.isEmpty {
        let isNoise = open.allSatisfy { $0.inconclusive?.cause == .hostNoise }
        return "Indeterminate: \(counted(open.count, "control")) could not be judged: \(ids(open))"
          + (isNoise ? "; run again on a quiet host" : "")
      }
      if musts.isEmpty {
        return "Indeterminate: no must-control \(all.isEmpty ? "was selected" : "that was selected applies")"
      }
      return "Indeterminate: the run did not end as it should"
    }
  }
}

extension RunMaterial {
  /// The parts of the system under test, each once.
  fileprivate var components: [Component] {
    let evidence = ([self] + repetitions).flatMap { $0.evidence.sorted { $0.key < $1.key } }
    return evidence.flatMap(\.value.components).reduce(into: []) { components, component in
      if !components.contains(component) { components.append(component) }
    }
  }

  /// Whether another control's test has seen something of its requirement.
  fileprivate func watches(_ control: Control) -> Bool {
    evidence.values.contains { $0.contributions.contains { $0.control == control.id } }
  }

  /// The control's own evidence, with what other controls' tests have seen of its requirement; `nil` if there is none.
  fileprivate func wholeEvidence(of control: Control) -> ControlEvidence? {
    let contributions = evidence.sorted { $0.key < $1.key }.flatMap(\.value.contributions).filter {
      $0.control == control.id
    }
    guard let own = evidence[control.id] ?? (contributions.isEmpty ? nil : ControlEvidence(control: control.id)) else {
      return nil
    }
    var whole = own
    whole.observations += contributions.map(\.observation)
    whole.notes += contributions.flatMap(\.notes)
    return whole
  }

  /// Whether what is said of a control counts: it was selected, or was seen to fail all the same.
  fileprivate func counts(_ control: String, _ status: Status) -> Bool {
    run.selected.contains(control) || status == .fail
  }

  /// What this run alone says of the control.
  fileprivate func judge(_ control: Control) -> Judgement {
    let tests = events.tests(of: control.id)
    let judgement = specification.lasting(run.duration).judge(
      control, evidence: wholeEvidence(of: control), outcome: tests.first.map(TestOutcome.init), profile: run.profile)
    if run.targets != nil, !control.isReadable {
      return Judgement(
        Inconclusive(.notApplicable, "needs a server of its own, for it \(control.access.deed(to: "it"))"),
        measures: judgement.measures)
    }
    guard counts(control.id, judgement.status) else {
      let filter = run.filter.map { " by --filter \($0)" } ?? ""
      return Judgement(Inconclusive(.notSelected, "not selected\(filter)"), measures: judgement.measures)
    }
    guard tests.count > 1, judgement.status != .fail else { return judgement }
    return Judgement(
      Inconclusive(.severalTests, "\(tests.count) tests claim to verify this control"), measures: judgement.measures)
  }
}

/// A control and what is said of it by the first run that the host was not too noisy for; or by one that saw it fail.
private struct JudgedControl {
  let control: Control
  private let material: RunMaterial
  private(set) var judgement: Judgement
  /// Why each run before was spoilt.
  private let spoilt: [String]
  /// Of all runs.
  let files: [EvidenceFile]

  init(_ control: Control, _ first: RunMaterial) {
    let runs = [first] + first.repetitions.filter { $0.run.selected.contains(control.id) || $0.watches(control) }
    let judgements = runs.map { $0.judge(control) }
    let decisive =
      // What another control's test saw counts whenever it was.
      judgements.indices.first { judgements[$0].status == .fail && runs[$0].watches(control) }
      ?? judgements.firstIndex { $0.inconclusive?.cause != .hostNoise }
      ?? judgements.count - 1
    self.control = control
    material = runs[decisive]
    judgement = judgements[decisive]
    spoilt = judgements[..<decisive].filter { $0.inconclusive?.cause == .hostNoise }.map(\.reason)
    files = runs.flatMap { $0.files[control.id] ?? [] }
  }

  var test: TestEvents.Test? { material.events.tests(of: control.id).first }
  var evidence: ControlEvidence? { checklist ?? material.wholeEvidence(of: control) }
  /// What the other controls say together, of a control that is judged by them.
  private var checklist: ControlEvidence?

  /// Whether it was only read, of servers that somebody else runs.
  private var isObserved: Bool { material.run.targets != nil && control.isReadable }

  /// How its measures were obtained.
  var method: String {
    guard isObserved, control.checklist != true else { return control.method }
    return
      "Asked the running server (INFO, CONFIG GET, SLOWLOG), and looked at its process, its files and its kernel where it "
      + "is on this host. Nothing was done to it."
  }

  /// What of the requirement was not judged, for it needs more than a look.
  private var unread: [String] {
    guard isObserved else { return [] }
    let judged = judgement.measures.map(\.measure.name)
    let left = control.measures.map(\.name).filter { !judged.contains($0) }
    return left.isEmpty ? [] : ["Not judged of it, for a look does not show it here: \(left.joined(separator: ", "))."]
  }

  var notes: [String] {
    unread + spoilt.enumerated().map { "Run \($0 + 1) could not judge it (\($1)), so it was run again." }
      + (evidence?.notes ?? [])
  }
}

extension [JudgedControl] {
  /// Judges the controls that say what all others say together.
  fileprivate mutating func judgeChecklists(of material: RunMaterial) {
    let musts = filter { $0.control.level == .must && $0.control.checklist != true }
    let others = musts.filter { material.counts($0.control.id, $0.judgement.status) }
      .map { (id: $0.control.id, judgement: $0.judgement) }
    for index in indices where self[index].control.checklist == true {
      guard material.run.selected.contains(self[index].control.id) else { continue }
      self[index].judge(asChecklistOf: others, material)
    }
  }
}

extension JudgedControl {
  fileprivate mutating func judge(asChecklistOf others: [(id: String, judgement: Judgement)], _ material: RunMaterial) {
    func ids(_ status: Status) -> [String] { others.filter { $0.judgement.status == status }.map(\.id) }
    let (conforming, failed) = (ids(.pass), ids(.fail))
    let open = others.filter { ![.pass, .fail, .notApplicable].contains($0.judgement.status) }
    var evidence = ControlEvidence(control: control.id)
    let counts = ["conforming": conforming.count, "nonconforming": failed.count]
    evidence.observations = control.measures.compactMap { measure in
      counts[measure.name].map { Observation(measure: measure.name, value: .number(Double($0))) }
    }
    evidence.samples = conforming.count + failed.count
    checklist = evidence
    judgement = material.specification.judge(
      control, evidence: evidence, outcome: TestOutcome(end: .ended), profile: material.run.profile)
    guard judgement.status != .fail else { return }
    if !open.isEmpty {
      let isNoise = open.allSatisfy { $0.judgement.inconclusive?.cause == .hostNoise }
      judgement = Judgement(
        Inconclusive(
          isNoise ? .hostNoise : .openControls, "could not be judged: \(open.map(\.id).joined(separator: ", "))"),
        measures: judgement.measures)
    } else if conforming.isEmpty {
      judgement = Judgement(
        Inconclusive(.openControls, "no other must-control was selected that applies"), measures: judgement.measures)
    }
  }
}

extension ControlRecord {
  fileprivate init(_ judged: JudgedControl) {
    let (control, judgement, test) = (judged.control, judged.judgement, judged.test)
    id = control.id
    title = control.title
    level = control.level
    statement = control.statement
    rationale = control.rationale
    method = judged.method
    blindSpot = control.blindSpot
    source = control.source
    status = judgement.status
    reason = judgement.reason
    inconclusive = judgement.inconclusive
    access = control.access
    needs = control.needs
    headline = control.headline
    measures = judgement.measures.map { MeasureRecord($0, of: control) }
    remediations = judgement.remediations
    notes = judged.notes
    figures = judged.evidence?.figures ?? []
    samples = judged.evidence?.samples ?? 0
    started = test?.started.map(Self.rfc3339)
    seconds = test?.seconds
    self.test = test.map { TestRecord(id: $0.id, file: $0.file, line: $0.line) }
    evidence = judged.files
  }

  private static func rfc3339(_ since1970: Double) -> String {
    Date(timeIntervalSince1970: since1970).formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }
}

extension MeasureRecord {
  fileprivate init(_ judgement: MeasureJudgement, of control: Control) {
    let measure = judgement.measure
    name = measure.name
    description = measure.description
    setting = measure.setting?.name
    unit = measure.unit
    observed = judgement.observed
    of = judgement.of
    limit = judgement.limit
    comparison = measure.comparison
    level = measure.level ?? control.level
    margin = judgement.observed.flatMap { measure.margin(of: $0, limit: judgement.limit) }
    outcome = judgement.outcome
    observations = judgement.observations.map { Observed(of: $0.of, value: $0.value) }
  }
}

extension TestOutcome {
  fileprivate init(_ test: TestEvents.Test) {
    let end: End =
      if let reason = test.skipped {
        .skipped(reason)
      } else if let reason = test.cancelled {
        .cancelled(reason)
      } else if test.ended != nil {
        .ended
      } else if test.started != nil {
        .crashed
      } else {
        .notStarted
      }
    self.init(end: end, failures: test.failures)
  }
}
