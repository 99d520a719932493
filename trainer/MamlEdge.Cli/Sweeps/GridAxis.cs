using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Sweeps;

/// <summary>One training option and the values to try.</summary>
/// <param name="Option">The option without its dashes: <c>inner-lr</c>.</param>
/// <param name="Values">The values, as they stand on a command line.</param>
internal sealed record GridAxis(string Option, IReadOnlyList<string> Values)
{
    /// <summary>Reads <c>inner-lr=0.1,0.4</c>, or <c>hidden=40,40;80,80</c> where values hold commas.</summary>
    /// <exception cref="UsageException">It is not of this form, or a value is there twice.</exception>
    public static GridAxis Parse(string text)
    {
        var parts = text.Split('=', 2);
        var values = parts.Length < 2 ? [] : parts[1].Split(parts[1].Contains(';', StringComparison.Ordinal) ? ';' : ',', StringSplitOptions.TrimEntries);
        return parts[0].Length > 0 && values.Length > 0 && values.All(v => v.Length > 0) && values.Distinct().Count() == values.Length
            ? new GridAxis(parts[0].TrimStart('-'), values)
            : throw new UsageException($"--grid: expected an option and different values, such as inner-lr=0.1,0.4, got '{text}'.");
    }
}
