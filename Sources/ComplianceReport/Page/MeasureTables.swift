import MET001

/// What a control observed: a row for each measure, and where a measure has several subjects, a row for each of them.
struct MeasureTables {
  let control: ControlRecord

  var markup: Markup {
    """
    <table class="records measures"><thead><tr><th scope="col">Measure</th><th scope="col">Observed</th>\
    <th scope="col">Required</th><th scope="col">Margin</th><th scope="col">Outcome</th></tr></thead><tbody>
    \(control.measures.map(row))</tbody></table>
    \(observations)
    """
  }

  private func row(_ measure: MeasureRecord) -> Markup {
    let level: Markup? =
      measure.level == control.level ? nil : " <span class=\"level\">\(measure.level.rawValue)</span>"
    return """
      <tr class="\(tone(of: measure))"><th scope="row"><code>\(measure.name)</code>\(level)<br>\
      <span class="soft">\(measure.description)</span></th>\
      <td data-label="Observed"><b>\(measure.observedText)</b></td>\
      <td data-label="Required">\(measure.requiredText ?? "recorded only")</td>\
      <td data-label="Margin">\(measure.marginText ?? "–")</td>\
      <td data-label="Outcome" class="outcome">\(sign(of: measure)) \(words(of: measure))</td></tr>

      """
  }

  private func status(of measure: MeasureRecord) -> Status {
    switch measure.outcome {
    case .within: .pass
    case .outside: .fail
    case .outsideRecommended: .waived
    case .recorded: .info
    case .missing: control.status == .notChecked ? .notChecked : .error
    }
  }

  private func tone(of measure: MeasureRecord) -> String { status(of: measure).rawValue }
  private func sign(of measure: MeasureRecord) -> String { status(of: measure).sign }

  private func words(of measure: MeasureRecord) -> String {
    switch measure.outcome {
    case .outsideRecommended: "outside, recommended only"
    case .missing where control.status == .notChecked: "not judged"
    default: measure.outcome.rawValue
    }
  }

  // MARK: Every observation

  private var several: [MeasureRecord] {
    control.measures.filter { $0.observations.count > 1 || $0.observations.contains { $0.of != nil } }
  }

  private var observations: Markup? {
    let columns = several
    guard !columns.isEmpty else { return nil }
    let rows = subjects(of: columns)
    return """
      <details class="observations"\(rows.count <= 16 ? " open" : "")>\
      <summary>Every observation: \(counted(columns.map(\.observations.count).reduce(0, +), "value"))</summary>
      <div class="scroll" role="region" aria-label="Observations of \(control.id)" tabindex="0">\
      <table class="pivot"><thead><tr><th scope="col">Of</th>\
      \(columns.map { "<th scope=\"col\">\($0.name)</th>" as Markup })</tr></thead><tbody>
      \(rows.map { row($0, columns) })</tbody></table></div></details>

      """
  }

  private func row(_ subject: String, _ columns: [MeasureRecord]) -> Markup {
    let cells = columns.map { measure -> Markup in
      let values = measure.subjects.filter { $0.name == subject }.map(\.value)
      let isDeciding = measure.outcome == .outside && values.contains { $0 == measure.observed }
      let text = values.map(measure.unit.format).joined(separator: ", ")
      return isDeciding ? "<td class=\"fail\">✗ \(text)</td>" : "<td>\(text)</td>"
    }
    return "<tr><th scope=\"row\">\(subject)</th>\(cells)</tr>\n"
  }

  private func subjects(of measures: [MeasureRecord]) -> [String] {
    var seen: Set<String> = []
    return measures.flatMap(\.subjects).map(\.name).filter { seen.insert($0).inserted }
  }
}

extension MeasureRecord {
  /// What was observed, each with its name; what has none is numbered.
  fileprivate var subjects: [(name: String, value: Value)] {
    observations.enumerated().map { index, observed in (observed.of ?? "#\(index + 1)", observed.value) }
  }
}
