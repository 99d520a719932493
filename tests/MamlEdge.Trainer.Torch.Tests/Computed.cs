using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>A meta-batch computed by a new engine, at the model's own parameters.</summary>
internal sealed record Computed(MetaBatchResult Result, float[] Gradient, ParameterLayout Layout)
{
    public static Computed By(ForwardModel model, InnerLoopSpec inner, Episode[] tasks, EngineOptions options)
    {
        using var engine = EngineProviders.RequireTorch().NewEngine(model, inner, options);
        var gradient = new ParameterVector(engine.Layout);
        var result = engine.Compute(tasks, InitialParameters.Of(engine.Layout, model, inner), gradient);
        return new(result, gradient.Values, engine.Layout);
    }
}
