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
    public static Action<OptionResult> Positive() => result =>
    {
        if (result.Tokens.Count > 0
            && double.TryParse(result.Tokens[0].Value, System.Globalization.CultureInfo.InvariantCulture, out var value)
            && !(value > 0 && double.IsFinite(value)))
        {
            result.AddError($"{result.Option.Name}: expected a positive number, got {result.Tokens[0].Value}.");
        }
    };

    /// <summary>The names of those options that the command line gives; null where it gives none.</summary>
    public static string? Given(ParseResult arguments, IEnumerable<Option> options)
    {
        var given = options.Where(o => arguments.GetResult(o) is { Implicit: false }).Select(o => o.Name).ToArray();
        return given.Length == 0 ? null : string.Join(", ", given);
    }
}
