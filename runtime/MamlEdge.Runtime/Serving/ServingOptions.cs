namespace MamlEdge.Runtime;

/// <summary>How many personal models a <see cref="PersonalModelCache"/> holds, and in which form.</summary>
public sealed record ServingOptions
{
    /// <summary>
    /// The most models with a session of their own, weights as constants: about 2.5 times as fast, but each takes a few milliseconds to open and
    /// memory for its session. 0 for none. The least recently used one goes back to weights as inputs.
    /// </summary>
    public int BakedModels { get; init; } = 32;

    /// <summary>The most models in all, at least <see cref="BakedModels"/>: each holds its adapted weights. The least recently used one goes.</summary>
    public int Models { get; init; } = 256;

    /// <summary>Examples that a model predicts with weights as inputs before it gets a session of its own, which then has paid for itself.</summary>
    public int BakeAfter { get; init; } = 100;
}
