using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>Adapts a bundle to the support set of an episode.</summary>
public static class EpisodeAdaptation
{
    /// <summary>Steps that are taken as they come, also where they made the support loss worse: the published protocol counts every episode.</summary>
    /// <param name="model">The bundle.</param>
    /// <param name="support">The support set.</param>
    /// <param name="steps">Inner steps; null for those of the bundle.</param>
    /// <param name="from">A state to go on from; null for the meta-learned start.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static PersonalModel AdaptUnguarded(this MetaModel model, ExampleSet support, int? steps = null, PersonalState? from = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(support);
        var options = new AdaptOptions { Steps = steps, Guard = false };
        var x = new Examples(support.Inputs, support.InputShape);
        return support.Kind == TargetKind.Classes
            ? model.Adapt(x, support.Labels, options, from, cancellation)
            : model.Adapt(x, new Examples(support.Values, support.TargetShape), options, from, cancellation);
    }
}
