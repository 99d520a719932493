using System.Globalization;
using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device.Results;

/// <summary>What a command found, for people and for scripts.</summary>
internal abstract record CommandResult
{
    /// <summary>What the program ends with.</summary>
    public virtual int ExitCode => Program.Done;

    /// <summary>Fields for scripts.</summary>
    public abstract void Write(JsonFields json);

    /// <summary>Lines for people.</summary>
    public abstract IEnumerable<string> Lines();

    /// <summary>A fact with its name in front.</summary>
    protected static string Fact(string name, string value) => $"{name,-14}{value}";

    /// <summary>Numbers with three decimals.</summary>
    protected static string Numbers(IEnumerable<float> values) =>
        string.Join(" ", values.Select(value => value.ToString("0.000", CultureInfo.InvariantCulture)));

    /// <summary>A size in megabytes of a million bytes.</summary>
    protected static string Megabytes(long bytes) => (bytes / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB";

    /// <summary>A duration in milliseconds, with three digits where it is short.</summary>
    protected static string Duration(double milliseconds) =>
        milliseconds.ToString(milliseconds < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture) + " ms";
}
