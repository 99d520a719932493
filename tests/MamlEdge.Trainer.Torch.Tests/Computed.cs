using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>A meta-batch computed by a new engine, at the model's own parameters.</summary>
internal sealed record Computed(MetaBatchResult Result, float[] Gradient, ParameterLayout Layout)
{
    /// <summary>Weights that differ.</summary>
    public static float[] Weights(IReadOnlyList<int> counted) => [.. counted.Select((_, i) => 0.3f + (0.2f * i))];

    public static Computed By(ForwardModel model, InnerLoopSpec inner, Episode[] tasks, EngineOptions options)
    {
        using var engine = EngineProviders.RequireTorch().NewEngine(model, inner, options);
        if (inner.Outer.WeightedSteps is { } counted) engine.WeighSteps(Weights(counted));
        var gradient = new ParameterVector(engine.Layout);
        var result = engine.Compute(tasks, InitialParameters.Of(engine.Layout, model, inner), gradient);
        return new(result, gradient.Values, engine.Layout);
    }
}
