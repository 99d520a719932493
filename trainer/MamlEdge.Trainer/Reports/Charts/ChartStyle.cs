namespace MamlEdge.Trainer.Reports.Charts;

/// <summary>The colours and strokes of charts, for a light and a dark page.</summary>
public static class ChartStyle
{
    /// <summary>
    /// Rules that name every colour once and switch with the reader's preference. Texts reach a contrast of 4.5 : 1 against
    /// the surface, marks that carry data 3 : 1 where a text beside them does not repeat what they say.
    /// </summary>
    public const string Css = """
        :root {
          color-scheme: light dark;
          --page: #f5f5f2; --surface: #ffffff; --rule: #e3e2dd; --grid: #ecebe6; --axis: #b9b8b1;
          --ink: #121211; --soft: #55544f; --muted: #8a8983;
          --blue: #2368c4; --paleblue: #7fb0ec; --orange: #d9571e; --green: #12875b; --wash: #eaf1fb;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #101010; --surface: #191918; --rule: #30302d; --grid: #282826; --axis: #56554f;
            --ink: #f4f4f1; --soft: #bcbbb4; --muted: #85847d;
            --blue: #5aa0f2; --paleblue: #2f5f99; --orange: #ea7a45; --green: #3fb588; --wash: #16263b;
          }
        }
        .chart { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; font-size: 12px; }
        .chart .heading { font-size: 14px; font-weight: 600; fill: var(--ink); }
        .chart .label { fill: var(--soft); }
        .chart .tick { fill: var(--soft); font-variant-numeric: tabular-nums; }
        .chart .grid { stroke: var(--grid); }
        .chart .base { stroke: var(--axis); }
        .chart .line { fill: none; stroke: var(--tone); stroke-linejoin: round; stroke-linecap: round; }
        .chart .band { fill: var(--tone); opacity: .16; }
        .chart .bar { fill: var(--tone); opacity: .75; }
        .chart .dot { fill: var(--tone); stroke: var(--surface); stroke-width: 1.5; }
        .chart .ring { fill: var(--surface); stroke: var(--tone); stroke-width: 2; }
        .tone-ink { --tone: var(--ink); } .tone-muted { --tone: var(--muted); }
        .tone-blue { --tone: var(--blue); } .tone-paleblue { --tone: var(--paleblue); }
        .tone-orange { --tone: var(--orange); } .tone-green { --tone: var(--green); }
        """;
}
