using System.Text.Json.Serialization;

namespace MamlEdge.Trainer.Tasks;

/// <summary>How the rows of a table become tasks.</summary>
public sealed record TableOptions : DataOptions
{
    /// <summary>The column whose value says which task a row belongs to.</summary>
    public string TaskColumn { get; init; } = "task";

    /// <summary>The column to predict.</summary>
    public string TargetColumn { get; init; } = "target";

    /// <summary>The columns to predict from; null for all others.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>A column with train, val or test, the same in all rows of a task; null to divide the tasks by file or seed.</summary>
    public string? SplitColumn { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string? SplitArguments => SplitColumn is { } column ? $"--split-column {column}" : base.SplitArguments;

    /// <summary>Whether targets are names of classes instead of numbers.</summary>
    public bool Classes { get; init; }
}
