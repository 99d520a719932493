using System.Runtime.InteropServices;

namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_adapt_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AdaptationOptions
{
    internal nuint Size;
    internal int Steps;
    internal int NoGuard;
    internal int HeldOutFolds;
    internal int SelectSteps;
    internal int BalanceClasses;
    internal int MeasureAccuracy;
    internal long MaxMemoryBytes;
    internal double DeadlineMs;
    internal ulong Cancellation;
}
