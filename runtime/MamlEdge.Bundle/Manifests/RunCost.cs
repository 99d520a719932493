namespace MamlEdge.Bundle;

/// <summary>What one run of a graph costs with S examples: a + b S of each figure.</summary>
public sealed record RunCost
{
    /// <summary>The part of the memory that does not depend on S: parameters, constants and results, bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Memory for each example: inputs and intermediate results that are needed at the same time, bytes.</summary>
    public required long BytesPerExample { get; init; }

    /// <summary>The part of the floating-point operations that does not depend on S.</summary>
    public required long Flops { get; init; }

    /// <summary>Floating-point operations for each example.</summary>
    public required long FlopsPerExample { get; init; }

    /// <summary>Memory with so many examples, bytes.</summary>
    /// <param name="examples">Examples of the run.</param>
    public long BytesOf(long examples) => checked(Bytes + (BytesPerExample * examples));

    /// <summary>Floating-point operations with so many examples.</summary>
    /// <param name="examples">Examples of the run.</param>
    public long FlopsOf(long examples) => checked(Flops + (FlopsPerExample * examples));
}
