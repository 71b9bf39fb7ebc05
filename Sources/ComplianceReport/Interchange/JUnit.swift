import Foundation
import MET001

extension Report {
  /// `junit.xml`: a test suite for each group of the specification, a test case for each control.
  package func junit() -> String {
    let suites = controlGroups.map(suite)
    let totals = JUnitTotals(controls)
    let document: Markup = """
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuites name="\(specification.id)" \(totals.attributes)>
      \(suites)</testsuites>

      """
    return document.text
  }

  private func suite(_ group: ControlGroup) -> Markup {
    """
      <testsuite name="\(group.id) \(group.title)" timestamp="\(run.started)" \(JUnitTotals(group.controls).attributes)>
    \(group.controls.map { testCase($0, of: group) })  </testsuite>

    """
  }

  private func testCase(_ control: ControlRecord, of group: ControlGroup) -> Markup {
    """
        <testcase name="\(control.id) \(control.title)" classname="\(group.tests)" time="\(decimal(control.seconds ?? 0))">
          <properties>
            <property name="level" value="\(control.level.rawValue)"/>
            <property name="status" value="\(control.status.rawValue)"/>
            <property name="headline" value="\(control.finding)"/>
    \(control.measures.map(property))      </properties>
    \(outcome(of: control))\(findings(of: control))    </testcase>

    """
  }

  private func property(_ measure: MeasureRecord) -> Markup {
    let value = [measure.observedText, measure.requiredText.map { "(\($0))" }].compactMap { $0 }
    return """
              <property name="measure \(measure.name)" value="\(value.joined(separator: " "))"/>

      """
  }

  private func outcome(of control: ControlRecord) -> Markup? {
    switch control.status {
    case .fail: "      <failure message=\"\(control.reason)\">\(explanation(of: control))</failure>\n"
    case .error:
      """
            <error type="\(control.inconclusive?.cause.rawValue ?? "")" message="\(control.reason)">\
      \(explanation(of: control))</error>

      """
    case .notChecked, .notApplicable: "      <skipped message=\"\(control.reason)\"/>\n"
    case .pass, .waived, .info: nil
    }
  }

  private func findings(of control: ControlRecord) -> Markup? {
    let sentences = findings.filter { $0.control == control.id }.map(\.sentence)
    return sentences.isEmpty ? nil : "      <system-out>\(sentences.joined(separator: "\n"))</system-out>\n"
  }

  private func explanation(of control: ControlRecord) -> String {
    var lines = [control.statement, control.reason]
    lines += control.remediations.map { "Remediation: \($0.line)" }
    if let test = control.test { lines.append("\(test.file):\(test.line)") }
    return lines.joined(separator: "\n")
  }
}

/// The counts and the duration that a suite states of its cases.
private struct JUnitTotals {
  var attributes: Markup

  init(_ controls: [ControlRecord]) {
    func count(_ statuses: Status...) -> Int { controls.count { statuses.contains($0.status) } }
    attributes = """
      tests="\(controls.count)" failures="\(count(.fail))" errors="\(count(.error))" \
      skipped="\(count(.notChecked, .notApplicable))" time="\(decimal(controls.compactMap(\.seconds).reduce(0, +)))"
      """
  }
}

private func decimal(_ seconds: Double) -> String {
  String(format: "%.3f", seconds)
}
