/// How a report looks: from a phone to a wide screen, in the light and in the dark.
enum ReportStyle {
  static let css = """
    :root { --ground: #fbfaf7; --ink: #1d2320; --faint: #667069; --line: #dcdfd8; --accent: #2f7d4f; }
    @media (prefers-color-scheme: dark) {
      :root { --ground: #111412; --ink: #e6eae5; --faint: #96a199; --line: #2b322d; --accent: #6fc08d; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
    main { max-width: 75rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
    h1 { font-size: 2rem; line-height: 1.2; margin: 0; overflow-wrap: anywhere; }
    h2 { font-size: 1.2rem; margin: 2.5rem 0 .8rem; padding-top: 1rem; border-top: 1px solid var(--line); }
    .lead { margin: .3rem 0 1rem; color: var(--faint); }
    .note, footer { color: var(--faint); font-size: .875rem; }
    footer { margin-top: 3rem; }
    .families { list-style: none; padding: 0; margin: 0; max-width: 30rem; }
    .families li { display: grid; grid-template-columns: 1fr auto; padding: .15rem 0; }
    .families i { grid-column: 1 / -1; height: 4px; border-radius: 2px; background: var(--accent); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
    dt { color: var(--faint); }
    dd { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
    figure { margin: 0; }
    img { display: block; width: 100%; image-rendering: auto; border-radius: 3px; background: #000; }
    .sheet { display: grid; grid-template-columns: repeat(auto-fill, minmax(4.5rem, 1fr)); gap: .4rem; }
    figcaption { color: var(--faint); font-size: .7rem; text-align: center; font-variant-numeric: tabular-nums; }
    .histograms { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1.2rem; }
    .histograms figcaption { text-align: left; font-size: .9rem; color: var(--ink); }
    .histograms svg { width: 100%; height: 5rem; border-bottom: 1px solid var(--line); }
    .histograms rect { fill: var(--accent); }
    .histograms p { display: flex; justify-content: space-between; margin: 0; font-size: .75rem; color: var(--faint); }
    .map { display: grid; grid-template-columns: repeat(var(--columns), 1fr); gap: 2px; }
    .map img { border-radius: 0; }
    .pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: 1rem; }
    .pairs figure { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; }
    .pairs figcaption { grid-column: 1 / -1; }
    table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
    th, td { text-align: right; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
    thead th { color: var(--faint); font-size: .85rem; vertical-align: bottom; }
    @media (max-width: 40rem) {
      dl { grid-template-columns: 1fr; gap: 0; }
      dd { margin-bottom: .5rem; font-size: .85rem; }
      .sheet { grid-template-columns: repeat(auto-fill, minmax(3.6rem, 1fr)); }
    }
    """
}
