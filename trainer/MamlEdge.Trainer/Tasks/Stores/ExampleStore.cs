namespace MamlEdge.Trainer.Tasks;

/// <summary>All examples of a task source in one array, for an engine to keep on its device.</summary>
/// <param name="inputShape">Shape of one input, without the example axis.</param>
/// <param name="inputs">All inputs, [N, ...], row-major.</param>
/// <param name="targets">The value to predict for each, [N]; none where targets are class labels, which an episode brings along.</param>
public sealed class ExampleStore(IReadOnlyList<long> inputShape, float[] inputs, float[] targets)
{
    /// <summary>Shape of one input, without the example axis.</summary>
    public IReadOnlyList<long> InputShape { get; } = inputShape;

    /// <summary>All inputs, [N, ...], row-major.</summary>
    public float[] Inputs { get; } = inputs;

    /// <summary>The value to predict for each example, [N], or none.</summary>
    public float[] Targets { get; } = targets;

    /// <summary>Number of examples, N.</summary>
    public int Count { get; } = inputs.Length / checked((int)inputShape.Aggregate(1L, (a, b) => a * b));
}
