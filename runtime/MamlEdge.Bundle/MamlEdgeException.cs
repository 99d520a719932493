namespace MamlEdge.Bundle;

/// <summary>
/// Base of this product's errors. The message names the part, what was expected, what was found, and the way out:
/// <c>theta.safetensors: expected 449152 bytes, got 12. Copy the bundle again.</c>
/// </summary>
public abstract class MamlEdgeException : Exception
{
    private const int LongestText = 2000;

    /// <summary>Creates the error from its four parts.</summary>
    /// <param name="part">What is wrong: a file, an entry of it, a field, an argument.</param>
    /// <param name="expected">What should have been there.</param>
    /// <param name="got">What was there.</param>
    /// <param name="wayOut">What the reader can do about it: one or more whole sentences.</param>
    /// <param name="inner">The underlying error, where there is one.</param>
    protected MamlEdgeException(string part, string expected, string got, string wayOut, Exception? inner)
        : base($"{Printable(part)}: expected {Printable(expected)}, got {Printable(got)}. {wayOut}", inner)
    {
        Part = Printable(part);
        Got = Printable(got);
    }

    /// <summary>Creates the error from a whole message that says part, expected, got and way out.</summary>
    /// <param name="message">The message for the user.</param>
    /// <param name="inner">The underlying error, where there is one.</param>
    protected MamlEdgeException(string message, Exception? inner)
        : base(message, inner)
    {
        (Part, Got) = ("", "");
    }

    /// <summary>What is wrong: a file, an entry of it, a field, an argument; empty where the message alone says it.</summary>
    public string Part { get; }

    /// <summary>What was there; empty where the message alone says it.</summary>
    public string Got { get; }

    /// <summary>Texts of files are not trusted: no more of them than one can read, and nothing that steers a terminal.</summary>
    private static string Printable(string text)
    {
        var shown = text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), " ...");
        return !shown.Any(char.IsControl) ? shown : new string(Array.ConvertAll(shown.ToCharArray(), c => char.IsControl(c) && c is not ('\n' or '\t') ? '\ufffd' : c));
    }
}
