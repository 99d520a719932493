using System.Globalization;

namespace MamlEdge.Exporter.Graphs;

/// <summary>Lengths as files and people write them: <c>2*N + 1</c>.</summary>
public readonly partial struct Dim
{
    /// <summary>The length that a text like <c>2*N*T + N - 1</c> says, with spaces around the signs; null where it is not of that form.</summary>
    public static Dim? Parse(string text)
    {
        var sum = (Dim)0;
        foreach (var part in text.Replace(" - ", " + -", StringComparison.Ordinal).Split(" + ").Select(p => p.Trim()))
        {
            var sign = part.StartsWith('-') ? -1 : 1;
            var product = (Dim)sign;
            foreach (var factor in (sign < 0 ? part[1..] : part).Split('*'))
            {
                if (long.TryParse(factor, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue) product *= number;
                else if (factor.Length > 0 && (char.IsLetter(factor[0]) || factor[0] == '_')) product *= Of(factor);
                else return null;
            }

            sum += product;
        }

        return sum;
    }

    /// <inheritdoc/>
    public override string ToString() => IsKnown ? _known.ToString(CultureInfo.InvariantCulture) : string.Join(" + ", Terms).Replace(" + -", " - ", StringComparison.Ordinal);
}
