using MamlEdge.Bundle;

namespace MamlEdge.Cli.Verification;

/// <summary>What <c>verify</c> is asked to check beyond what it always does, and with which data.</summary>
internal sealed record VerificationOptions
{
    /// <summary>Whose signature is to be checked; null for nobody's.</summary>
    public TrustedKey? Key { get; init; }

    /// <summary>Support examples of the numerical checks; null for one for each class, or 5.</summary>
    public int? Examples { get; init; }

    /// <summary>Lengths of axes that are free besides the number of examples; those that are not given are chosen.</summary>
    public IReadOnlyDictionary<string, long> Lengths { get; init; } = new Dictionary<string, long>();

    /// <summary>Decides examples and directions of the numerical checks.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Whether to compare the engines <c>onnx</c> and <c>torch</c> too.</summary>
    public bool Engines { get; init; }

    /// <summary>The model that the bundle was exported from, to be compared on ONNX Runtime; null for none.</summary>
    public string? Original { get; init; }
}
