using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>ONNX Runtime, or the execution target asked for, is not available or failed.</summary>
public sealed class ExecutionException : MamlEdgeException
{
    /// <summary>Creates the error from its four parts.</summary>
    /// <param name="part">The target or the graph.</param>
    /// <param name="expected">What should have worked.</param>
    /// <param name="got">What happened.</param>
    /// <param name="wayOut">What the caller can do about it: one or more whole sentences.</param>
    /// <param name="inner">The underlying error, where there is one.</param>
    public ExecutionException(string part, string expected, string got, string wayOut, Exception? inner = null)
        : base(part, expected, got, wayOut, inner)
    {
    }
}
