using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>How long and how often a race runs, and where its table goes.</summary>
/// <param name="Rounds">Turns of each contestant.</param>
/// <param name="Turn">Seconds that a turn takes at least.</param>
/// <param name="Console">Where results go; progress goes to standard error.</param>
internal sealed record RaceSettings(int Rounds, double Turn, IAnsiConsole Console);

/// <summary>A markdown table of races, each against its first contestant.</summary>
internal sealed class RaceTable
{
    private readonly RaceSettings _settings;
    private readonly Table _table;
    private readonly string? _warning = MachineLoad.Warning();

    /// <param name="settings">How the races run.</param>
    /// <param name="columns">What a row says before its times; the contestant's name comes after it.</param>
    public RaceTable(RaceSettings settings, params IEnumerable<string> columns)
    {
        _settings = settings;
        _table = new Table { Border = TableBorder.Markdown };
        foreach (var column in columns.Append("contestant")) _table.AddColumn(column, cell => cell.NoWrap());
        foreach (var column in new[] { "ms, median", "ms, least", "times the first, median", "by least times" }) _table.AddColumn(column, cell => cell.RightAligned());
    }

    /// <summary>Runs a race, adds its rows and disposes of the contestants.</summary>
    /// <param name="cells">What the rows say before their times.</param>
    /// <param name="contestants">Who runs; the first is what the others are compared with.</param>
    public void Race(string[] cells, params IReadOnlyList<IContestant> contestants)
    {
        try
        {
            var times = Benchmarks.Race.Run(contestants, _settings.Rounds, _settings.Turn, round => Console.Error.Write($"\r{string.Join(", ", cells)}: round {round} of {_settings.Rounds} "));
            Console.Error.WriteLine();
            var (median, least) = (Benchmarks.Race.Median(times[0]), times[0].Min());
            for (var i = 0; i < contestants.Count; i++)
            {
                var (theirMedian, theirLeast) = (Benchmarks.Race.Median(times[i]), times[i].Min());
                string[] timing = [$"{theirMedian * 1e3:f2}", $"{theirLeast * 1e3:f2}"];
                _table.AddRow([.. cells, Markup.Escape(contestants[i].Name), .. timing, .. i == 0 ? ["", ""] : new[] { $"{theirMedian / median:f2} x", $"{theirLeast / least:f2} x" }]);
            }
        }
        finally
        {
            foreach (var contestant in contestants) contestant.Dispose();
        }
    }

    /// <summary>Prints a warning where the machine is busy, a line of what was run, and the table.</summary>
    public void Print(string title)
    {
        _settings.Console.Profile.Width = Math.Max(_settings.Console.Profile.Width, 160);
        if (_warning is not null) _settings.Console.WriteLine(_warning);
        _settings.Console.WriteLine(title);
        _settings.Console.Write(_table);
    }
}
