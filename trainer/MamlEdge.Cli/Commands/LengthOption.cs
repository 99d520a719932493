using System.CommandLine;
using System.Globalization;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>--length T=12</c>: the length of an axis that is free besides the number of examples.</summary>
internal sealed class LengthOption : Option<string[]>
{
    public LengthOption()
        : base("--length")
    {
        Description = "Length of an axis that is free besides the number of examples, for the numerical checks; by default a small one that runs. May be repeated.";
        HelpName = "T=N";
    }

    /// <summary>The lengths by symbol.</summary>
    /// <exception cref="UsageException">One is not of that form, or a symbol is given twice.</exception>
    public IReadOnlyDictionary<string, long> Read(ParseResult arguments)
    {
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var text in arguments.GetValue(this) ?? [])
        {
            var at = text.LastIndexOf('=');
            if (at <= 0 || !int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0)
                throw new UsageException($"--length: expected T=N, the name of a free length and a number from 1, got '{text}'.");
            if (!lengths.TryAdd(text[..at], length))
                throw new UsageException($"--length: '{text[..at]}' is given twice.");
        }

        return lengths;
    }
}
