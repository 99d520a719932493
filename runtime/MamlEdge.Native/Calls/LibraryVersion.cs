using System.Runtime.InteropServices;
using System.Text;

namespace MamlEdge.Native.Calls;

/// <summary>The version as a text of C that lives as long as the process.</summary>
internal static unsafe class LibraryVersion
{
    internal static readonly byte* Text = Allocate(typeof(LibraryVersion).Assembly.GetName().Version!.ToString(3));

    private static byte* Allocate(string version)
    {
        var bytes = Encoding.ASCII.GetBytes(version);
        var text = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        return text;
    }
}
