using System.Runtime.InteropServices;

namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_load_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct LoadOptions
{
    internal nuint Size;
    internal int Target;
    internal int Threads;
    internal int DeviceIndex;
    internal int TrustFiles;
    internal byte* TrustedKeyPem;
}
