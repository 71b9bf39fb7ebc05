extension Page {
  /// All of the page's CSS. It names no address: the page needs no network.
  static let style = [colours, text, firstScreen, tables, cards, pictures, narrow, paper]

  /// Light and dark. Every tone has a contrast of at least 4.5 : 1 on its tint and on the page.
  static let colours: Markup = """
    :root {
      --paper: #fff; --ink: #1a1d23; --soft: #565c69; --line: #dcdfe5; --wash: #f6f7f9; --link: #17498f;
      --pass: #17663a; --pass-tint: #e4f3e9; --fail: #a3161f; --fail-tint: #fde8e8;
      --error: #8a3d00; --error-tint: #fdeedd; --open: #4b505c; --open-tint: #eceef2;
      --waived: #62398f; --waived-tint: #f1e9fa; --info: #17498f; --info-tint: #e6eefa;
      --series-1: #17498f; --series-2: #d2670a; --series-3: #23865a; --series-4: #8b4fb0;
    }
    @media screen and (prefers-color-scheme: dark) {
      :root {
        --paper: #121418; --ink: #e7e9ee; --soft: #a6adba; --line: #31353e; --wash: #1a1d23; --link: #8fbaff;
        --pass: #7ed8a1; --pass-tint: #14301f; --fail: #ff9c9c; --fail-tint: #42191c;
        --error: #ffbd7a; --error-tint: #3d2710; --open: #bcc2cd; --open-tint: #292d35;
        --waived: #d3b0fb; --waived-tint: #33234a; --info: #9cc2ff; --info-tint: #172a47;
        --series-1: #82b4ff; --series-2: #ffa04d; --series-3: #67d39c; --series-4: #cfa1f5;
      }
    }
    .pass { --tone: var(--pass); --tint: var(--pass-tint) }
    .fail { --tone: var(--fail); --tint: var(--fail-tint) }
    .error { --tone: var(--error); --tint: var(--error-tint) }
    .waived { --tone: var(--waived); --tint: var(--waived-tint) }
    .info { --tone: var(--info); --tint: var(--info-tint) }
    .not-checked, .not-applicable { --tone: var(--open); --tint: var(--open-tint) }

    """

  /// Letters, links and the small parts that occur everywhere.
  static let text: Markup = """
    * { box-sizing: border-box }
    html { -webkit-text-size-adjust: 100% }
    body {
      margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, sans-serif;
      font-variant-numeric: tabular-nums; overflow-wrap: break-word;
    }
    main { max-width: 68rem; margin: 0 auto; padding: 3.5rem 2rem 4rem }
    section { margin-top: 3.25rem }
    h1, h2, h3, h4, p, ul, ol, dl, dd, figure { margin: 0 }
    h2 { font-size: 1.3rem; font-weight: 600; line-height: 1.3; margin-bottom: 1rem; letter-spacing: -.01em }
    h3, h4 { font-size: .9rem; font-weight: 600; margin-bottom: .5rem }
    h4 { margin-top: 1.6rem }
    a { color: var(--link); text-underline-offset: .15em; text-decoration-thickness: 1px }
    a:focus-visible, summary:focus-visible, .scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px }
    code { font: .875em ui-monospace, "SFMono-Regular", Menlo, Consolas, monospace; overflow-wrap: anywhere }
    .soft { color: var(--soft); font-weight: 400 }
    h2 .soft { font-size: .9rem; letter-spacing: 0; margin-left: .4rem }
    .unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
    .copy {
      user-select: all; -webkit-user-select: all; background: var(--wash); border: 1px solid var(--line);
      border-radius: 4px; padding: .1rem .4rem; -webkit-box-decoration-break: clone; box-decoration-break: clone;
    }
    .badge {
      display: inline-block; white-space: nowrap; font-size: .8rem; font-weight: 600; line-height: 1.35rem;
      padding: 0 .5rem; border-radius: 4px; color: var(--tone); background: var(--tint); border: 1px solid var(--tone);
    }
    .level { font-size: .8rem; color: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: 0 .35rem }

    footer { margin-top: 4rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .85rem }
    footer p + p { margin-top: .5rem }

    """

  /// The verdict, its limits, the counts and what was tested.
  static let firstScreen: Markup = """
    .eyebrow { color: var(--soft); font-size: .9rem }
    .verdict h1 { display: flex; align-items: center; gap: 1.1rem; margin: .9rem 0 .7rem; color: var(--tone);
      font-size: clamp(2.1rem, 7vw, 3.5rem); font-weight: 650; line-height: 1.1; letter-spacing: -.025em }
    .seal { flex: none; width: 1.25em; height: 1.25em; border-radius: 50%; border: 3px solid var(--tone);
      background: var(--tint); display: grid; place-items: center; font-size: .72em; letter-spacing: 0 }
    .headline { font-size: 1.2rem; line-height: 1.45; max-width: 46rem }
    .claim { margin: 0.7rem 0 0; max-width: 46rem }
    .limits { --tone: var(--error); --tint: var(--error-tint) }
    .findings { --tone: var(--info); --tint: var(--info-tint) }
    aside { margin-top: 1.6rem; padding: 1.1rem 1.4rem 1.2rem; background: var(--tint); border: 1px solid var(--tone);
      border-left-width: 6px; border-radius: 4px }
    aside + aside { margin-top: 1rem }
    aside h2 { font-size: 1rem; margin-bottom: .4rem; color: var(--tone) }
    aside ul { padding-left: 1.1rem }
    aside li + li { margin-top: .25rem }
    .unlimited { margin-top: 1.2rem; color: var(--soft) }
    section:has(> .tally) { margin-top: 2rem }
    .tally { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .75rem 2.25rem }
    .tally li { display: flex; align-items: center; gap: .6rem }
    .tally b { font-size: 1.9rem; font-weight: 600; line-height: 1.2; color: var(--tone) }
    .not-checked-list { margin-top: 1.2rem; font-size: .9rem }
    .not-checked-list h3 { margin-bottom: .2rem }
    .not-checked-list ul { padding-left: 1.1rem }
    .attention { list-style: none; padding: 0 }
    .attention li { display: grid; grid-template-columns: 5.5rem minmax(0, 5fr) minmax(0, 6fr); gap: .2rem .75rem;
      align-items: baseline; padding: .5rem 0; border-top: 1px solid var(--line); font-size: .95rem }
    .attention .badge { justify-self: start }

    .facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 2rem 3rem }
    .facts > :last-child { grid-column: 1 / -1 }
    dl { display: grid; grid-template-columns: minmax(7rem, 10.5rem) minmax(0, 1fr); gap: .35rem 1rem; font-size: .9rem }
    dt { color: var(--soft) }
    .body > dl { margin-top: 1.6rem; grid-template-columns: minmax(7rem, 11rem) minmax(0, 1fr) }

    """
}
