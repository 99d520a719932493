using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Data or options given by the caller do not fit the bundle: wrong shape, label, number of steps, NaN.</summary>
public sealed class InputException : MamlEdgeException
{
    /// <summary>Creates the error from its four parts.</summary>
    /// <param name="part">Which argument, and where in it.</param>
    /// <param name="expected">What the bundle takes.</param>
    /// <param name="got">What was given.</param>
    /// <param name="wayOut">What the caller can do about it: one or more whole sentences.</param>
    public InputException(string part, string expected, string got, string wayOut)
        : base(part, expected, got, wayOut, inner: null)
    {
    }
}
