import MET001

// The first screen: the verdict, what it does not cover, what was found, and where to look.
extension Page {
  var verdict: Markup {
    let specification = report.specification
    return """
      <header class="verdict \(report.verdict.status.rawValue)">
      <p class="eyebrow">Compliance report · \(specification.title) version \(specification.version) · \
      \(report.run.started.readableTime)</p>
      <h1><span class="seal" aria-hidden="true">\(report.verdict.status.sign)</span> \(report.verdict.word)</h1>
      <p class="headline">\(report.headline)</p>
      <p class="claim">\(report.claim.sentence)</p>
      </header>

      """
  }

  var limitations: Markup {
    guard !report.limitations.isEmpty else {
      return "<p class=\"unlimited\">No limitation: real scale, every control, untailored, run to its end.</p>\n"
    }
    return """
      <aside class="limits" aria-label="Limitations">
      <h2>What this run cannot claim</h2>
      <ul>\(report.limitations.map { "<li>\($0)</li>" as Markup })</ul>
      </aside>

      """
  }

  var findings: Markup? {
    guard !report.findings.isEmpty else { return nil }
    let items = report.findings.map { finding -> Markup in
      "<li>\(finding.sentence) <a href=\"#\(finding.control)\">\(finding.control)</a></li>"
    }
    return """
      <aside class="findings" aria-label="Findings">
      <h2>What this run found</h2>
      <ul>\(items)</ul>
      </aside>

      """
  }

  var tally: Markup {
    """
    <section aria-label="Counts">
    <ul class="tally">
    \(report.tally.map { item in
      "<li class=\"\(item.status.rawValue)\"><b>\(item.count)</b> \(badge(item.status))</li>\n" as Markup
    })</ul>
    \(notChecked)</section>

    """
  }

  /// The controls that were not checked, by reason: many share one.
  private var notChecked: Markup? {
    guard !report.notChecked.isEmpty else { return nil }
    var reasons: [String] = []
    for item in report.notChecked where !reasons.contains(item.reason) { reasons.append(item.reason) }
    let items = reasons.map { reason -> Markup in
      let ids = report.notChecked.filter { $0.reason == reason }.map(\.id)
      return "<li>\(links(to: ids)): \(reason)</li>"
    }
    return "<div class=\"not-checked-list\"><h3>Not checked</h3><ul>\(items)</ul></div>\n"
  }

  /// Where to look first.
  var attention: Markup? {
    let open = report.controls.filter(\.status.needsAttention).sorted { a, b in a.status == .fail && b.status != .fail }
    guard !open.isEmpty else { return nil }
    let items = open.map { control -> Markup in
      """
      <li>\(badge(control.status)) <div><a href="#\(control.id)"><b>\(control.id)</b> \(control.title)</a>
      <span class="level">\(control.level.rawValue)</span></div> <div class="soft">\(control.reason)</div></li>

      """
    }
    return """
      <section><h2>Needs an answer</h2>
      <ol class="attention">
      \(items)</ol></section>

      """
  }

  func links(to ids: [String]) -> [Markup] {
    ids.enumerated().map { index, id in "\(index > 0 ? ", " : "")<a href=\"#\(id)\">\(id)</a>" }
  }
}
