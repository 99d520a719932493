using System.Globalization;

namespace MamlEdge.Device.Results;

/// <summary>What a command found, for people and for scripts.</summary>
internal abstract record CommandResult
{
    /// <summary>Lines for people.</summary>
    public abstract IEnumerable<string> Lines();

    /// <summary>A fact with its name in front.</summary>
    protected static string Fact(string name, string value) => $"{name,-14}{value}";

    /// <summary>Numbers with three decimals.</summary>
    protected static string Numbers(IEnumerable<float> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));

    /// <summary>A duration in milliseconds, with three digits where it is short.</summary>
    protected static string Duration(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " ms";
}
