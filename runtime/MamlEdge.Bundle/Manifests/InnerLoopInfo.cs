using System.Text.Json.Serialization;

namespace MamlEdge.Bundle;

/// <summary>The inner loop whose steps <c>adapt.onnx</c> and <c>continue.onnx</c> take.</summary>
public sealed record InnerLoopInfo
{
    /// <summary>The rule of a step.</summary>
    public required InnerOptimizer Optimizer { get; init; }

    /// <summary>Steps k of one run of <c>adapt.onnx</c>; 1 or more.</summary>
    public required int Steps { get; init; }

    /// <summary>
    /// Steps of one run of <c>continue.onnx</c>, a divisor of k; null for k. It is 1 where a step is the same whatever was before it, so that a device may take any
    /// number of them.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ContinueSteps { get; init; }

    /// <summary>Steps of one run of <c>continue.onnx</c>: a device can take any multiple of it.</summary>
    [JsonIgnore]
    public int Stride => ContinueSteps ?? Steps;

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
