using MamlEdge.Bundle;

namespace MamlEdge.Exporter;

/// <summary>
/// A model, graph or request that cannot be compiled. The message names the part, what was expected, what
/// arrived and the way out, and is meant to be shown to the user as it is.
/// </summary>
public sealed class ExporterException : MamlEdgeException
{
    /// <summary>Whether a node lacks nothing but a parameter that is known only at run time: it can be carried through where no gradient passes it.</summary>
    internal bool IsForRunTime { get; init; }

    /// <summary>Creates the error with a message for the user.</summary>
    public ExporterException(string message)
        : base(message, null)
    {
    }

    /// <summary>Creates the error with a message for the user and the cause beneath it.</summary>
    public ExporterException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
