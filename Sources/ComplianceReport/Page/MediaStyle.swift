extension Page {
  /// A telephone held upright: one column, a record of a table below the other.
  static let narrow: Markup = """
    @media screen and (max-width: 46rem) {
      main { padding: 1.75rem 1.1rem 3rem }
      section { margin-top: 2.5rem }
      .headline { font-size: 1.08rem }
      .verdict h1 { gap: .75rem }
      .tally { gap: .4rem 1.5rem }
      .tally b { font-size: 1.5rem }
      .attention li { grid-template-columns: 1fr; gap: .35rem }
      dl, .body > dl { grid-template-columns: minmax(0, 1fr); gap: 0 }
      dd { margin-bottom: .55rem; overflow-wrap: anywhere }
      .body { padding: .25rem 0 2rem; scroll-margin-top: 6.5rem }
      .control > summary { grid-template-columns: 1fr auto }
      .control > summary .name { grid-column: 1 / -1; grid-row: 2 }
      .control > summary .level { grid-row: 1; grid-column: 2 }
      .finding { grid-column: 1 / -1 }
      .remediation { grid-template-columns: 1fr; gap: .1rem }
      .matrix, .matrix tbody, .matrix tr, .matrix th, .matrix td { display: block; width: auto !important }
      .matrix thead { display: none }
      .matrix tr { border-top: 1px solid var(--line); padding: .6rem 0 }
      .matrix tbody th, .matrix td { border: 0; padding: .15rem 0 }
      .records, .records tbody { display: block }
      .records thead { display: none }
      .records tr { display: flex; flex-wrap: wrap; gap: .2rem 1.5rem; padding: .6rem 0; border-top: 1px solid var(--line) }
      .records tbody th { flex: 1 0 100%; border: 0; padding: 0 }
      .records td { border: 0; padding: 0; white-space: normal !important; width: auto !important }
      .pivot { font-size: .8rem }
      .pivot td, .pivot thead th:nth-child(n + 2) { padding-left: .8rem }
      .pivot tbody th { min-width: 6.5rem }
      .records td::before { content: attr(data-label); display: block; font-size: .75rem; font-weight: 400; color: var(--soft) }
      .figure text { font-size: 14.5px }
    }

    """

  /// Print: light colours, everything opened, nothing torn apart at the end of a page.
  static let paper: Markup = """
    @page { margin: 16mm 15mm }
    @media print {
      body { font-size: 10.5pt }
      main { padding: 0; max-width: none }
      section { margin-top: 1.8rem }
      .group { break-before: page; margin-top: 0 }
      details::details-content { content-visibility: visible; display: block; block-size: auto }
      .control > summary .finding { display: none }
      .control > summary { break-after: avoid; break-inside: avoid }
      .body { padding: 0 0 1.5rem }
      .facts { grid-template-columns: 1fr 1fr; gap: 1.2rem 2rem }
      .facts dl { grid-template-columns: 6.5rem minmax(0, 1fr) }
      .figures { grid-template-columns: 1fr 1fr; gap: 1rem 1.5rem }
      h2, h3, h4, .observations > summary, figcaption { break-after: avoid }
      tr, figure, .remediation, aside, .attention li, dl > div { break-inside: avoid }
      .statement, .reason { break-after: avoid }
      .measures td { white-space: normal !important }
      .measures tbody th { width: 30% }
      .measures td:nth-child(2) { width: 26% }
      .figure text { font-size: 14.5px }
      .scroll { overflow: visible; background: none }
      .pivot { font-size: .75rem }
      .pivot td, .pivot thead th:nth-child(n + 2) { padding-left: .6rem }
      .badge, .cell, aside, .seal, .copy, .figure { -webkit-print-color-adjust: exact; print-color-adjust: exact }
      a { color: inherit; text-decoration: none }
    }

    """
}
