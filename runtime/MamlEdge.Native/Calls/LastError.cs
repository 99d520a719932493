using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Native.Handles;
using MamlEdge.Runtime;

namespace MamlEdge.Native.Calls;

/// <summary>What went wrong in the last call of this thread that failed.</summary>
internal static class LastError
{
    [ThreadStatic]
    private static byte[]? _message;

    /// <summary>The message in UTF-8; empty where no call has failed.</summary>
    internal static ReadOnlySpan<byte> Message => _message;

    /// <summary>Keeps the message of an error and tells its status.</summary>
    internal static int Set(Exception error)
    {
        var status = error switch
        {
            ArgumentException => Status.InvalidArgument,
            InvalidHandleException => Status.InvalidHandle,
            BundleException => Status.Bundle,
            InputException => Status.Input,
            ExecutionException => Status.Execution,
            IOException or UnauthorizedAccessException => Status.Bundle,
            OperationCanceledException => Status.Cancelled,
            ChangedException => Status.Changed,
            OutOfMemoryException => Status.Memory,
            _ => Status.Unexpected,
        };
        _message = Encoding.UTF8.GetBytes(status == Status.Unexpected ? $"Unexpected {error.GetType().Name}: {error.Message}" : error.Message);
        return (int)status;
    }
}
