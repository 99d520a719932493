using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>The inner loop that <c>adapt.onnx</c> and <c>continue.onnx</c> unroll.</summary>
public sealed record InnerLoopInfo
{
    /// <summary>The rule of a step.</summary>
    public required InnerOptimizer Optimizer { get; init; }

    /// <summary>Steps k of one run of the graph; 1 or more.</summary>
    public required int Steps { get; init; }

    /// <summary>The one fixed learning rate; null where there are several or it is learned (then in <c>theta.safetensors</c>).</summary>
    public double? LearningRate { get; init; }

    /// <summary>Momentum factor; 0 for plain SGD.</summary>
    public double Momentum { get; init; }

    /// <summary>Figures of <see cref="InnerOptimizer.Adam"/>; null for the other rules.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AdamInfo? Adam { get; init; }

    /// <summary>Weight of proximal/2 |theta - start|^2 in the loss that the steps descend; the start is that of each run of a graph.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double Proximal { get; init; }

    /// <summary>How many learning rates there are.</summary>
    public LearningRateSharing LearningRates { get; init; }

    /// <summary>Whether training ignored second derivatives.</summary>
    public bool FirstOrder { get; init; }

    /// <summary>Whether the graphs hold one step as a function of the model and call it k times, instead of k copies of it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StepFunction { get; init; }
}
