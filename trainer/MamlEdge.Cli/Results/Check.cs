namespace MamlEdge.Cli.Results;

/// <summary>One thing that <c>doctor</c> or <c>verify</c> looked at.</summary>
/// <param name="Name">What it is.</param>
/// <param name="State">Whether it is in order.</param>
/// <param name="Finding">What was found.</param>
/// <param name="Hint">What to do to have it; null where there is nothing to do.</param>
internal sealed record Check(string Name, CheckState State, string Finding, string? Hint = null);
