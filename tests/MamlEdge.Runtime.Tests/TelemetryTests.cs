using System.Runtime.InteropServices;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed partial class TelemetryTests
{
    [Fact]
    public void Loading_a_bundle_turns_the_telemetry_of_onnx_runtime_off()
    {
        if (OperatingSystem.IsWindows())
            return; // there it is a call of the library, which answers nothing
        using var model = TestBundles.Load("line");

        Assert.Equal("1", Marshal.PtrToStringUTF8(NativeVariable(OnnxRuntimeTelemetry.Variable)));
    }

    // What native code sees; Environment.GetEnvironmentVariable reads the copy of .NET.
    [LibraryImport("libc", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeVariable(string name);
}
