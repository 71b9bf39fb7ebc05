import Foundation
import MET001

/// One control of the page: a line that opens to everything that is known of it.
struct ControlCard {
  let control: ControlRecord

  /// The id is inside what opens, so that a link to it opens the card.
  var markup: Markup {
    """
    <details class="control \(control.status.rawValue)"\(control.status.needsAttention ? " open" : "")>
    <summary>\(badge(control.status)) <span class="name"><b>\(control.id)</b> \(control.title)</span> \
    <span class="level">\(control.level.rawValue)</span> <span class="finding">\(control.finding)</span></summary>
    <div class="body" id="\(control.id)">
    <p class="statement">\(control.statement)</p>
    \(reason)\(MeasureTables(control: control).markup)\(remediations)\(figures)\(notes)\(account)\(evidence)</div>
    </details>

    """
  }

  private var reason: Markup? {
    guard !control.reason.isEmpty else { return nil }
    // What passes and still has something to say missed a recommendation.
    let tone: Status = control.status == .pass ? .waived : control.status
    let cause = control.inconclusive.map { " <code class=\"cause\">\($0.cause.rawValue)</code>" as Markup }
    return "<p class=\"reason \(tone.rawValue)\">\(control.reason)\(cause)</p>\n"
  }

  private var remediations: Markup? {
    guard !control.remediations.isEmpty else { return nil }
    let rows = control.remediations.map { remediation -> Markup in
      let command: Markup = remediation.command.map { "<code class=\"copy\">\($0)</code>" } ?? "<em>restart needed</em>"
      return """
        <div class="remediation"><span>redis.conf</span><code class="copy">\(remediation.line)</code>\
        <span>running server</span>\(command)</div>

        """
    }
    return "<h4>Remediation</h4>\n\(rows)"
  }

  private var figures: Markup? {
    guard !control.figures.isEmpty else { return nil }
    let figures = control.figures.map { figure -> Markup in
      "<figure><figcaption>\(figure.title)</figcaption>\n\(figure.markup)\n</figure>\n"
    }
    return "<div class=\"figures\">\(figures)</div>\n"
  }

  private var notes: Markup? {
    guard !control.notes.isEmpty else { return nil }
    return "<h4>Notes</h4>\n<ul>\(control.notes.map { "<li>\($0)</li>" as Markup })</ul>\n"
  }

  private var account: Markup {
    var facts: [(String, Markup)] = [("Why", "\(control.rationale)"), ("How it was measured", "\(control.method)")]
    if let blindSpot = control.blindSpot { facts.append(("What this control cannot see", "\(blindSpot)")) }
    facts += [("Source", "\(control.source)"), ("Access", "\(access)")]
    if control.samples > 0 { facts.append(("Samples", "\(grouped(Double(control.samples)))")) }
    if let seconds = control.seconds { facts.append(("Took", "\(formatted(seconds: seconds))\(start)")) }
    if let test = control.test {
      facts.append(("Test", "<code>\(test.id)</code><br><code>\(test.file):\(test.line)</code>"))
    }
    return "<dl>\(facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>\n" as Markup })</dl>\n"
  }

  /// What its test does to the server, in words.
  private var access: String { "\(control.access.rawValue): \(control.access.deed(to: "the server"))" }

  private var start: String { control.started.map { " from \($0.readableTime)" } ?? "" }

  private var evidence: Markup? {
    guard !control.evidence.isEmpty else { return nil }
    let rows = control.evidence.map { file -> Markup in
      """
      <tr><th scope="row"><a href="\(address(of: file))">\(file.path)</a></th>\
      <td data-label="Size">\(formatted(bytes: file.bytes))</td>\
      <td data-label="SHA-256">\(digest(file.sha256))</td></tr>

      """
    }
    return """
      <h4>Evidence</h4>
      <table class="records"><thead><tr><th scope="col">File</th><th scope="col">Size</th>\
      <th scope="col">SHA-256</th></tr></thead><tbody>
      \(rows)</tbody></table>

      """
  }

  /// A relative address, whatever the path begins with.
  private func address(of file: EvidenceFile) -> String {
    "./" + (file.path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? "")
  }
}
