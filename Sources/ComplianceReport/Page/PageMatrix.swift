import MET001

// Requirement × status, and what deviates from the shipped specification.
extension Page {
  var matrix: Markup {
    """
    <section><h2>Every requirement</h2>
    <table class="matrix"><thead><tr><th scope="col">Group</th><th scope="col">Controls</th>\
    <th scope="col">Result</th></tr></thead><tbody>
    \(report.controlGroups.map(row))</tbody></table>
    <p class="legend soft">\(legend)</p></section>

    """
  }

  private func row(_ group: ControlGroup) -> Markup {
    let tally = Report.tally(group.controls).map { "\($0.count) \($0.status.rawValue)" }
    return """
      <tr><th scope="row">\(group.id) <span class="soft">\(group.title)</span></th>
      <td><div class="cells">\(group.controls.map(cell))</div></td><td class="soft">\(tally.joined(separator: ", "))</td></tr>

      """
  }

  private func cell(_ control: ControlRecord) -> Markup {
    """
    <a class="cell \(control.status.rawValue)" href="#\(control.id)" \
    title="\(control.id) \(control.title): \(control.status.rawValue), \(control.finding)"><span aria-hidden="true">\(control.status.sign)</span> \
    \(control.id)<span class="unseen"> \(control.status.rawValue)</span></a>

    """
  }

  private var legend: [Markup] {
    report.tally.enumerated().map { index, item in
      "\(index > 0 ? " · " : "")\(item.status.sign) \(item.status.rawValue)"
    }
  }

  var tailoring: Markup? {
    let tailored = report.specification.tailored
    let reference = report.specification.reference
    guard !tailored.isEmpty else { return nil }
    let rows = tailored.map { item -> Markup in
      """
      <tr><th scope="row"><code>\(item.item)</code></th><td data-label="In force">\(item.value ?? "taken out")</td>\
      <td data-label="\(reference)">\(item.reference ?? "not in \(reference)")</td></tr>

      """
    }
    return """
      <section><h2>Tailored values</h2>
      <table class="records"><thead><tr><th scope="col">Item</th><th scope="col">In force</th>\
      <th scope="col">\(reference)</th></tr></thead><tbody>
      \(rows)</tbody></table></section>

      """
  }

  var waivers: Markup? {
    guard !report.waivers.isEmpty else { return nil }
    let rows = report.waivers.map { waiver -> Markup in
      """
      <tr><th scope="row">\(links(to: [waiver.control]))</th><td data-label="Owner">\(waiver.owner)</td>\
      <td data-label="Reason">\(waiver.reason)</td><td data-label="Expires">\(waiver.expires)</td></tr>

      """
    }
    return """
      <section><h2>Accepted deviations</h2>
      <table class="records"><thead><tr><th scope="col">Control</th><th scope="col">Owner</th>\
      <th scope="col">Reason</th><th scope="col">Expires</th></tr></thead><tbody>
      \(rows)</tbody></table></section>

      """
  }
}
