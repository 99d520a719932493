using System.CommandLine;
using System.CommandLine.Parsing;

namespace MamlEdge.Cli.Commands;

/// <summary>Checks of option values that the parser itself makes, so that they count as wrong usage.</summary>
internal static class OptionRules
{
    /// <summary>An integer of at least <paramref name="least"/>.</summary>
    public static Action<OptionResult> AtLeast(long least) => result =>
    {
        if (result.Tokens.Count > 0 && long.TryParse(result.Tokens[0].Value, out var value) && value < least)
            result.AddError($"{result.Option.Name}: expected {least} or more, got {value}.");
    };

    /// <summary>A positive, finite number.</summary>
    public static Action<OptionResult> Positive() => Number(value => value > 0 && double.IsFinite(value), "a positive number");

    /// <summary>A finite number of at least 0.</summary>
    public static Action<OptionResult> AtLeastZero() => Number(value => value >= 0 && double.IsFinite(value), "0 or a positive number");

    /// <summary>A part of something: from 0 to 1.</summary>
    public static Action<OptionResult> Part() => Number(value => value is >= 0 and <= 1, "a number from 0 to 1");

    /// <summary>A factor by which something fades: 0 or more, less than 1.</summary>
    public static Action<OptionResult> Fraction() => Number(value => value is >= 0 and < 1, "a number from 0 to less than 1");

    /// <summary>A text that is not empty.</summary>
    public static Action<OptionResult> Filled() => result =>
    {
        if (result.Tokens.Any(t => string.IsNullOrWhiteSpace(t.Value)))
            result.AddError($"{result.Option.Name}: expected a text, got an empty one.");
    };

    private static Action<OptionResult> Number(Func<double, bool> fits, string expected) => result =>
    {
        if (result.Tokens.Count > 0
            && double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && !fits(value))
        {
            result.AddError($"{result.Option.Name}: expected {expected}, got {result.Tokens[0].Value}.");
        }
    };

    /// <summary>The names of those options that the command line gives; null where it gives none.</summary>
    public static string? Given(ParseResult arguments, IEnumerable<Option> options)
    {
        var given = options.Where(o => arguments.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToArray();
        return given.Length == 0 ? null : string.Join(", ", given);
    }
}
