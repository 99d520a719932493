using System.Globalization;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary><c>--length T=12</c>: the length of an axis that is free besides the number of examples.</summary>
internal sealed class LengthOption : NamedOption<long>
{
    public LengthOption()
        : base("--length")
    {
        Description = "Length of an axis that is free besides the number of examples, for the numerical checks; by default a small one that runs. May be repeated.";
        HelpName = "T=N";
    }

    /// <inheritdoc/>
    protected override (string Key, long Value) Parsed(string text)
    {
        var at = text.LastIndexOf('=');
        if (at <= 0 || !int.TryParse(text[(at + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length == 0)
            throw new UsageException($"--length: expected T=N, the name of a free length and a number from 1, got '{text}'.");
        return (text[..at], length);
    }
}
