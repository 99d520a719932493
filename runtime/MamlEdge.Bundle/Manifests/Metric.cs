namespace MamlEdge.Bundle;

/// <summary>One measured figure with the protocol that gave it.</summary>
public sealed record Metric
{
    /// <summary>What was measured, such as <c>accuracy</c> or <c>mse</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The mean over episodes.</summary>
    public required double Value { get; init; }

    /// <summary>Half width of the 95 % interval: 1.96 s / sqrt(episodes).</summary>
    public double? Interval { get; init; }

    /// <summary>Unit of value and interval, such as <c>fraction</c>.</summary>
    public string? Unit { get; init; }

    /// <summary>Which tasks, such as <c>test</c>.</summary>
    public string? Split { get; init; }

    /// <summary>Number of episodes.</summary>
    public int? Episodes { get; init; }

    /// <summary>Classes per episode.</summary>
    public int? Ways { get; init; }

    /// <summary>Support examples per class (or per task, for regression).</summary>
    public int? Shots { get; init; }

    /// <summary>Query examples per class (or per task, for regression).</summary>
    public int? Queries { get; init; }

    /// <summary>Adaptation steps.</summary>
    public int? Steps { get; init; }

    /// <summary>Anything else that one needs to measure it again, such as <c>transductive</c>.</summary>
    public string? Protocol { get; init; }
}
