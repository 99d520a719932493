using System.Runtime.InteropServices;

namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_adapt_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct StepOptions
{
    internal nuint Size;
    internal int Steps;
    internal int NoGuard;
}
