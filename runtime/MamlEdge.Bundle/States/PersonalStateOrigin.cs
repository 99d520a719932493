namespace MamlEdge.Bundle;

/// <summary>How a personal state came about.</summary>
public sealed record PersonalStateOrigin
{
    /// <summary>Name of the bundle.</summary>
    public required string BundleName { get; init; }

    /// <summary>The bundle's <see cref="BundleReader.Sha256"/>.</summary>
    public required string BundleSha256 { get; init; }

    /// <summary>Inner steps since the meta-learned parameters, those of the parents included.</summary>
    public required int Steps { get; init; }

    /// <summary>Support losses of the last adaptation: before each of its steps, and after the last.</summary>
    public required IReadOnlyList<float> SupportLosses { get; init; }

    /// <summary>When it was adapted.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary><see cref="PersonalState.Sha256"/> of the state that it continued from; null for none.</summary>
    public string? ParentSha256 { get; init; }

    /// <summary>Names of the classes by their numbers, where the caller gave some; null for none.</summary>
    public IReadOnlyList<string>? Classes { get; init; }
}
