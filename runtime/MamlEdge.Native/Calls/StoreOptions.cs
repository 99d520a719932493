using System.Runtime.InteropServices;

namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_store_options</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct StoreOptions
{
    internal nuint Size;
    internal byte* Key;
    internal nuint KeySize;
    internal int Retain;
    internal int MustExist;
}
