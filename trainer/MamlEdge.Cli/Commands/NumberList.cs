using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace MamlEdge.Cli.Commands;

/// <summary>Options that take whole numbers separated by commas.</summary>
internal static class NumberList
{
    /// <summary>An option such as <c>--shots 1,5,10</c>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="example">What the help shows as its value.</param>
    /// <param name="least">The smallest number.</param>
    public static Option<ulong[]> Option(string name, string description, string example, ulong least) => new(name)
    {
        Description = description,
        HelpName = example,
        CustomParser = result => Parse(result, name, example, least),
    };

    /// <summary>The numbers of an option; null where it is not given.</summary>
    public static ulong[]? Given(this ParseResult arguments, Option<ulong[]> option) => arguments.GetValue(option) is { Length: > 0 } numbers ? numbers : null;

    /// <summary>Seeds of which a single number says how many: 3 is short for 1,2,3.</summary>
    public static ulong[] Seeds(ulong[] given) => given is [var count] ? [.. Enumerable.Range(1, (int)Math.Min(count, int.MaxValue)).Select(seed => (ulong)seed)] : given;

    private static ulong[] Parse(ArgumentResult result, string name, string example, ulong least)
    {
        var text = result.Tokens[0].Value;
        var numbers = new List<ulong>();
        foreach (var part in text.Split(','))
        {
            if (ulong.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && !numbers.Contains(number))
                numbers.Add(number);
            else
                result.AddError($"{name}: expected different whole numbers from {least} on, such as {example}, got '{text}'.");
        }

        return [.. numbers];
    }
}
