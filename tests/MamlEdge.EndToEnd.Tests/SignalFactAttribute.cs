using System.Globalization;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>A test that sends signals, and is skipped where the system has none or the tests were started with interrupts ignored, as in the background of a script.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SignalFactAttribute : FactAttribute
{
    private const string Status = "/proc/self/status";
    private const string Ignored = "SigIgn:";
    private const ulong Interrupt = 1 << (2 - 1);

    public SignalFactAttribute()
    {
        if (OperatingSystem.IsWindows())
            Skip = "needs signals";
        else if (InterruptsAreIgnored())
            Skip = "interrupts (SIGINT) were ignored where the tests were started";
    }

    private static bool InterruptsAreIgnored() =>
        File.Exists(Status)
        && File.ReadLines(Status).FirstOrDefault(line => line.StartsWith(Ignored, StringComparison.Ordinal)) is { } line
        && (ulong.Parse(line[Ignored.Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Interrupt) != 0;
}
