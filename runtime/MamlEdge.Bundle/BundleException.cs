namespace MamlEdge.Bundle;

/// <summary>
/// A bundle, a manifest, a safetensors file or a personal state is not what it should be, or could not be written.
/// </summary>
public sealed class BundleException : MamlEdgeException
{
    /// <summary>Creates the error from its four parts.</summary>
    /// <param name="part">What is wrong: a file, an entry of it, a field.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="got">What was there.</param>
    /// <param name="wayOut">What the reader can do about it: one or more whole sentences.</param>
    /// <param name="inner">The underlying error, where there is one.</param>
    public BundleException(string part, string expected, string got, string wayOut, Exception? inner = null)
        : base(part, expected, got, wayOut, inner)
    {
    }
}
