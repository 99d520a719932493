using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Keeps ONNX Runtime from reporting what it runs. From 1.29 on its published builds for Linux, macOS and Android send events to
/// their maker and keep an identifier of the device in the user's cache folder; <c>ORT_DISABLE_TELEMETRY=1</c> is their full
/// opt-out, and is read once, before the first session. Source: microsoft/onnxruntime, pull requests 27379 and 29843.
/// </summary>
public static partial class OnnxRuntimeTelemetry
{
    /// <summary>The environment variable that ONNX Runtime reads. Where the user has set it, to whatever, it stays.</summary>
    public const string Variable = "ORT_DISABLE_TELEMETRY";

    private static readonly Lazy<bool> Off = new(Set);

    /// <summary>
    /// Turns it off for this process. <see cref="MetaModel.Load"/> does so itself; call this first only where your own code uses
    /// ONNX Runtime before that.
    /// </summary>
    public static void TurnOff() => _ = Off.Value;

    private static bool Set()
    {
        // There the system collects events, with its user's consent, and a call of the library stops them.
        if (OperatingSystem.IsWindows())
        {
            OrtEnv.Instance().DisableTelemetryEvents();
            return true;
        }

        // .NET keeps a copy of the environment; native code sees only what the C library knows.
        return SetEnvironment(Variable, "1", overwrite: 0) == 0;
    }

    [UnsupportedOSPlatform("windows")]
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
