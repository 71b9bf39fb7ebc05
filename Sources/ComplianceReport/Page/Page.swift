import MET001

extension Report {
  /// `index.html`: one file that needs no network and no script.
  package func html() -> String {
    Page(report: self).document.text
  }
}

/// The report as a page: what an auditor wants first stands first, everything else opens below it.
struct Page {
  let report: Report

  var document: Markup {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(report.verdict.word): \(report.specification.title) compliance report</title>
    <style>
    \(Self.style)</style>
    </head>
    <body>
    <main>
    \(verdict)\(limitations)\(findings)\(tally)\(attention)\(subject)\(matrix)\(tailoring)\(waivers)\(controls)\(colophon)
    </main>
    </body>
    </html>

    """
  }

  private var controls: [Markup] {
    report.controlGroups.map { group in
      """
      <section class="group">
      <h2>\(group.title) <span class="soft">\(group.id) · \(group.tests)</span></h2>
      \(group.controls.map { ControlCard(control: $0).markup })</section>

      """
    }
  }

  private var colophon: Markup {
    """
    <footer>
    <p>\(report.specification.title) version \(report.specification.version): \(report.specification.summary)</p>
    <p>This page is one form of <a href="report.json">report.json</a>. Every file of the report is listed with its
    SHA-256 in <a href="SHA256SUMS">SHA256SUMS</a>; <code>sha256sum -c SHA256SUMS</code> checks them.</p>
    </footer>
    """
  }
}

/// The badge of a status: a sign and a word on a tint.
func badge(_ status: Status) -> Markup {
  """
  <span class="badge \(status.rawValue)"><span aria-hidden="true">\(status.sign)</span> \(status.rawValue)</span>
  """
}

/// A digest that is short on screen and whole where it is asked for.
func digest(_ sha256: String) -> Markup {
  "<code class=\"digest\" title=\"\(sha256)\">\(sha256.shortDigest)</code>"
}

extension Verdict {
  var word: String {
    switch self {
    case .conformant: "Conformant"
    case .nonconformant: "Nonconformant"
    case .indeterminate: "Indeterminate"
    }
  }

  /// The status whose sign and colour the verdict shares.
  var status: Status {
    switch self {
    case .conformant: .pass
    case .nonconformant: .fail
    case .indeterminate: .error
    }
  }
}
