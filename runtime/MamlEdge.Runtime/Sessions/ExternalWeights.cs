using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// Gives a session the file of its external data as bytes in memory, so that personal weights are never written anywhere while it opens. The native ONNX Runtime has
/// the call (<c>OrtApi::AddExternalInitializersFromFilesInMemory</c>, since 1.18); the managed one knows its place in the table of calls, but has no method for it.
/// </summary>
internal static unsafe partial class ExternalWeights
{
    private const uint Since = 18;

    /// <summary>Adds the weights that <see cref="BundleFiles.Theta"/> stands for in a graph.</summary>
    /// <param name="session">Options of the session that is about to open.</param>
    /// <param name="file">Bytes of the file, which stay where they are until the session is open; it has copies of its own then.</param>
    /// <param name="length">Their number.</param>
    /// <exception cref="ExecutionException">The native library is not there, or refuses.</exception>
    internal static void Add(SessionOptions session, MemoryHandle file, int length)
    {
        var calls = Calls();
        var add = (delegate* unmanaged<IntPtr, byte**, void**, nuint*, nuint, IntPtr>)calls->AddExternalInitializersFromFilesInMemory;
        fixed (byte* name = (OperatingSystem.IsWindows() ? Encoding.Unicode : Encoding.UTF8).GetBytes(BundleFiles.Theta + '\0'))
        {
            var names = name;
            var files = file.Pointer;
            var lengths = (nuint)length;
            var status = add(session.DangerousGetHandle(), &names, &files, &lengths, 1);
            GC.KeepAlive(session);
            if (status == IntPtr.Zero)
                return;
            var message = Marshal.PtrToStringUTF8(((delegate* unmanaged<IntPtr, IntPtr>)calls->GetErrorMessage)(status)) ?? "";
            ((delegate* unmanaged<IntPtr, void>)calls->ReleaseStatus)(status);
            throw new ExecutionException(BundleFiles.Theta, "weights that ONNX Runtime takes from memory", message, "Use the ONNX Runtime that this library was built with.");
        }
    }

    /// <summary>The table of calls of the library that the managed ONNX Runtime has loaded.</summary>
    private static OrtApi* Calls()
    {
        var calls = (OrtApi*)((delegate* unmanaged<uint, IntPtr>)Base()->GetApi)(Since);
        return calls != null ? calls : throw new ExecutionException("ONNX Runtime", $"version 1.{Since} or newer", OrtEnv.Instance().GetVersionString(), "Use a newer ONNX Runtime.");
    }

    private static OrtApiBase* Base()
    {
        if (OperatingSystem.IsIOS())
            return (OrtApiBase*)BaseInside();
        try
        {
            return (OrtApiBase*)BaseOf();
        }
        catch (DllNotFoundException) when (OperatingSystem.IsLinux())
        {
            return (OrtApiBase*)BaseOfLoaded();
        }
    }

    [LibraryImport("onnxruntime", EntryPoint = "OrtGetApiBase")]
    private static partial IntPtr BaseOf();

    // The name by which Linux knows the library once it is loaded, from wherever that was.
    [LibraryImport("libonnxruntime.so.1", EntryPoint = "OrtGetApiBase")]
    private static partial IntPtr BaseOfLoaded();

    // Linked into the app.
    [LibraryImport("__Internal", EntryPoint = "OrtGetApiBase")]
    private static partial IntPtr BaseInside();
}
