namespace MamlEdge.Runtime;

/// <summary>What the guard made of an adaptation.</summary>
public enum GuardDecision
{
    /// <summary>The adapted weights are used.</summary>
    Accepted,

    /// <summary>The guard was off; the adapted weights are used, whatever they are.</summary>
    Off,

    /// <summary>The support loss became worse: the starting weights are kept.</summary>
    KeptStartWorse,

    /// <summary>A loss or a weight became NaN or infinite: the starting weights are kept.</summary>
    KeptStartNotFinite,

    /// <summary>Adaptation did not help on held-out examples: the starting weights are kept.</summary>
    KeptStartHeldOut,

    /// <summary>No run ended before the deadline: the starting weights are kept.</summary>
    KeptStartDeadline,
}
