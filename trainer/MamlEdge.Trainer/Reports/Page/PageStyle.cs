namespace MamlEdge.Trainer.Reports.Page;

/// <summary>The look of the page around the charts. Colours are those of <see cref="Charts.ChartStyle"/>.</summary>
internal static class PageStyle
{
    public const string Css = """
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); line-height: 1.5;
          font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-size: 15px; }
        main { max-width: 1160px; margin: 0 auto; padding: 40px 24px 56px; }
        header { margin-bottom: 28px; }
        .brand { margin: 0 0 6px; color: var(--blue); font-size: 13px; font-weight: 600; letter-spacing: .06em; }
        h1 { margin: 0; font-size: 32px; line-height: 1.2; letter-spacing: -.015em; text-wrap: balance; }
        h2 { margin: 0; font-size: 17px; letter-spacing: -.005em; }
        h3 { margin: 18px 0 6px; font-size: 13px; font-weight: 600; color: var(--soft); }
        .summary { margin: 10px 0 0; max-width: 68ch; color: var(--soft); font-size: 16px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); gap: 12px; margin-top: 26px; }
        .tile { background: var(--surface); border: 1px solid var(--rule); border-radius: 10px; padding: 14px 16px; }
        .tile span { display: block; }
        .tile .name { color: var(--soft); font-size: 13px; }
        .tile .value { font-size: 28px; font-weight: 650; line-height: 1.25; letter-spacing: -.02em; }
        .tile.good .value { color: var(--blue); }
        .tile .note { color: var(--soft); font-size: 12.5px; }
        .grid { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; align-items: start; grid-auto-flow: row dense; }
        .card { background: var(--surface); border: 1px solid var(--rule); border-radius: 10px; padding: 20px 22px; min-width: 0; height: 100%; }
        .card.wide { grid-column: 1 / -1; height: auto; }
        p.note { margin: 4px 0 14px; color: var(--soft); font-size: 14px; max-width: 72ch; }
        .chart { display: block; width: 100%; height: auto; overflow: visible; }
        .key { max-width: 620px; }
        .row { display: grid; grid-template-columns: repeat(auto-fit, minmax(290px, 1fr)); gap: 14px; margin-top: 10px; }
        .slider { display: flex; align-items: center; gap: 14px; margin-top: 16px; padding-top: 14px; border-top: 1px solid var(--rule);
          color: var(--soft); font-size: 14px; }
        .slider input { flex: 1; accent-color: var(--blue); height: 24px; }
        .slider output { min-width: 2ch; text-align: right; color: var(--ink); font-weight: 650; font-variant-numeric: tabular-nums; }
        .live .marks [data-frame] { opacity: .18; stroke-width: 1; }
        .live .marks [data-frame].on { opacity: 1; stroke-width: 3; --tone: var(--blue); }
        table { width: 100%; border-collapse: collapse; font-size: 14px; margin-top: 6px; }
        th { text-align: left; color: var(--soft); font-weight: 600; font-size: 13px; }
        th, td { padding: 7px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
        th + th, td + td { padding-left: 16px; }
        tr:last-child td { border-bottom: 0; }
        .number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
        table:not(:has(thead)) td:first-child { color: var(--soft); white-space: nowrap; }
        .shares td { text-align: right; font-variant-numeric: tabular-nums; padding: 7px 8px; }
        .shares td[style] { background: color-mix(in srgb, var(--blue) calc(var(--share) * 65%), transparent); }
        .shares th { padding-right: 8px; }
        pre { margin: 10px 0 12px; padding: 12px 14px; background: var(--wash); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere;
          font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
        .thumbs { display: flex; flex-wrap: wrap; gap: 12px; }
        .thumbs figure { margin: 0; text-align: center; font-size: 13px; }
        .thumbs img { display: block; width: 72px; height: 72px; margin: 0 auto 4px; image-rendering: pixelated; border: 1px solid var(--rule);
          border-radius: 6px; background: #fff; }
        .thumbs .rows { align-self: flex-end; text-align: right; color: var(--soft); }
        .answer { margin: 0; font-size: 12.5px; white-space: nowrap; font-variant-numeric: tabular-nums; }
        .answer.right .mark { color: var(--green); } .answer.wrong .mark { color: var(--orange); }
        .answer .share { color: var(--soft); }
        @media (max-width: 760px) { .grid { grid-template-columns: minmax(0, 1fr); } main { padding: 24px 14px; } h1 { font-size: 26px; } }
        @media print { .slider { display: none; } .card { break-inside: avoid; } }
        """;
}
