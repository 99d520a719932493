namespace MamlEdge.Runtime;

/// <summary>How one adaptation runs.</summary>
public sealed record AdaptOptions
{
    /// <summary>
    /// Inner steps in all: a multiple of the bundle's k (<c>manifest.inner.steps</c>), which is the default. More
    /// steps run the graph again from where it ended; momentum then starts anew, and learning rates for each step
    /// repeat.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Whether to keep the starting weights where adaptation made the support loss worse or not finite. Turn off for
    /// evaluation protocols that count every episode as it comes.
    /// </summary>
    public bool Guard { get; init; } = true;
}
