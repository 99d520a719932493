using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Algorithms;

/// <summary>The names of the parameters of a part of a model.</summary>
internal static class PartOfModel
{
    /// <summary>The last layer.</summary>
    /// <exception cref="TrainingException">The settings choose the adapted parameters themselves.</exception>
    public static IEnumerable<string> Head(InnerLoopSpec inner, ModelSpec model, string algorithm) => Learned(inner, model, algorithm).Where(model.IsHead);

    /// <summary>Everything but the last layer.</summary>
    /// <exception cref="TrainingException">The settings choose the adapted parameters themselves, or there is but one layer.</exception>
    public static IEnumerable<string> Body(InnerLoopSpec inner, ModelSpec model, string algorithm)
    {
        string[] body = [.. Learned(inner, model, algorithm).Where(name => !model.IsHead(name))];
        return body.Length > 0 ? body : throw new TrainingException($"The algorithm '{algorithm}' adapts everything but the last layer, and the model has no other.");
    }

    private static IEnumerable<string> Learned(InnerLoopSpec inner, ModelSpec model, string algorithm)
    {
        if (inner.Adapt is not ["*"])
            throw new TrainingException($"The algorithm '{algorithm}' chooses the parameters that are adapted itself, got also {string.Join(", ", inner.Adapt)}. Leave out --adapt, or take 'maml'.");
        var forward = model.Build(0);
        return forward.Parameters.Select(p => p.Name).Except(forward.Statistics).Except(inner.PerStep);
    }
}
