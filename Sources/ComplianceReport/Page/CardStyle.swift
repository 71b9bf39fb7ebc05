extension Page {
  /// The matrix and the tables of records.
  static let tables: Markup = """
    table { border-collapse: collapse; width: 100%; font-size: .9rem }
    th { text-align: left; font-weight: 400 }
    thead th { color: var(--soft); font-size: .8rem; padding: 0 .75rem .35rem 0; vertical-align: bottom }
    tbody th, td { padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); vertical-align: top }
    .matrix tbody th { width: 15rem }
    .matrix td:last-child { width: 13rem }
    .cells { display: flex; flex-wrap: wrap; gap: .35rem }
    .cell { white-space: nowrap; font-size: .8rem; line-height: 1.5rem; padding: 0 .45rem; border-radius: 4px; position: relative;
      color: var(--tone); background: var(--tint); border: 1px solid transparent; text-decoration: none }
    .cell:hover, .cell.fail, .cell.error { border-color: var(--tone); font-weight: 600 }
    p.legend { font-size: .8rem; margin-top: .6rem }
    .measures tbody th { width: 36% }
    .measures td:nth-child(2), .measures td:nth-child(3) { width: 20% }
    .measures td:nth-child(4) { width: 10% }
    .outcome { color: var(--tone); white-space: nowrap }
    .measures td:nth-child(n + 2):nth-child(-n + 4) { white-space: nowrap }

    """

  /// The controls.
  static let cards: Markup = """
    .group > h2 { margin-bottom: .6rem }
    .control { border-top: 1px solid var(--line) }
    .control:last-child { border-bottom: 1px solid var(--line) }
    .control > summary { display: grid; grid-template-columns: 8.25rem minmax(0, 1fr) auto; gap: .1rem .75rem;
      align-items: baseline; padding: .7rem 0; cursor: pointer; list-style: none }
    .control > summary::-webkit-details-marker { display: none }
    .control > summary:hover .name { text-decoration: underline; text-underline-offset: .2em }
    .control > summary .badge { justify-self: start }
    .finding { grid-column: 2 / -1; color: var(--soft); font-size: .9rem }
    .control[open] > summary .finding { display: none }
    .control[open] > summary .name { font-size: 1.1rem }
    .body { padding: .35rem 0 2.5rem 9rem; scroll-margin-top: 4.5rem }
    .statement { font-size: 1.05rem; max-width: 46rem; margin-bottom: 1rem }
    .reason { border-left: 3px solid var(--tone); padding: .1rem 0 .1rem .9rem; margin-bottom: 1.2rem; color: var(--tone) }
    .cause { color: var(--soft); margin-left: .4rem }
    .observations { margin-top: 1rem; font-size: .9rem }
    .observations > summary { cursor: pointer; padding: .3rem 0 }
    /* A shade at the right edge, which the table's own end covers, tells that there is more to the right. */
    .scroll { overflow-x: auto; max-width: 100%;
      background: linear-gradient(to left, var(--paper) 1.5rem, transparent) right / 3rem 100% no-repeat local,
        linear-gradient(to left, var(--open-tint), transparent) right / 1.25rem 100% no-repeat scroll }
    .pivot td, .pivot thead th:nth-child(n + 2) { text-align: right; white-space: nowrap; padding: .3rem 0 .3rem 1.25rem }
    .pivot tbody th { position: sticky; left: 0; background: var(--paper); padding: .3rem .75rem .3rem 0; min-width: 8rem }
    .pivot td.fail { color: var(--tone); font-weight: 600 }
    .remediation { display: grid; grid-template-columns: 7.5rem minmax(0, 1fr); gap: .3rem .75rem; font-size: .9rem;
      padding: .5rem 0; border-top: 1px solid var(--line); align-items: baseline }
    .remediation span { color: var(--soft) }
    .remediation .copy { justify-self: start }
    .body ul { padding-left: 1.1rem; font-size: .9rem }

    """

  /// The figures. Their drawing names only classes: the colours are here.
  static let pictures: Markup = """
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 2rem 2.5rem;
      margin-top: 1.8rem }
    .figures figure { max-width: 36rem }
    figcaption { font-size: .9rem; font-weight: 600; margin-bottom: .6rem }
    .figure { display: block; width: 100%; height: auto; overflow: visible }
    .figure text { font-size: 12px; fill: var(--ink) }
    .figure .tick, .figure .axis { fill: var(--soft) }
    .figure .heading { font-weight: 600 }
    .figure .grid { stroke: var(--line); stroke-width: 1 }
    .figure .base { stroke: var(--soft); stroke-width: 1 }
    .figure line.mark { stroke: var(--fail); stroke-width: 1.25; stroke-dasharray: 6 4 }
    .figure text.mark { fill: var(--fail) }
    .figure .leader { stroke: var(--fail); stroke-width: 1 }
    .figure :is(text.mark, .value) { paint-order: stroke; stroke: var(--paper); stroke-width: 5px;
      stroke-linejoin: round }
    .figure polyline, .figure g line { fill: none; stroke: var(--tone); stroke-width: 1.5; stroke-linejoin: round }
    .figure g > :is(circle, rect, path) { fill: var(--tone); stroke: var(--paper); stroke-width: 1.25 }
    .figure .trend :is(polyline, line) { stroke-dasharray: 9 4 }
    .figure .bar { fill: var(--tone) }
    .figure .span { fill: var(--fail-tint); stroke: var(--fail); stroke-width: 1 }
    .figure .span.third { fill: var(--open-tint); stroke: var(--open) }
    .figure .span.other { fill: var(--error-tint); stroke: var(--error); stroke-dasharray: 3 2 }
    .series-1 { --tone: var(--series-1) } .series-2 { --tone: var(--series-2) }
    .series-3 { --tone: var(--series-3) } .series-4 { --tone: var(--series-4) }

    """
}
