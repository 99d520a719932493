using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>The first task of a meta-batch that by itself gives a query loss or a meta-gradient that is not finite.</summary>
/// <param name="Index">Its place in the meta-batch, from 0.</param>
/// <param name="Loss">Its query loss.</param>
/// <param name="Norm">The norm of its meta-gradient.</param>
internal sealed record OffendingTask(int Index, double Loss, double Norm)
{
    /// <summary>Computes the tasks one by one; null where each of them is finite.</summary>
    public static OffendingTask? Find(IMetaGradientEngine engine, IReadOnlyList<Episode> batch, ParameterVector parameters)
    {
        var gradient = new ParameterVector(engine.Layout);
        for (var i = 0; i < batch.Count; i++)
        {
            var loss = engine.Compute([batch[i]], parameters, gradient).Loss;
            var norm = new GradientClip().Apply(gradient.Values);
            if (!double.IsFinite(loss) || !double.IsFinite(norm)) return new(i, loss, norm);
        }

        return null;
    }

    /// <summary>The task in words, with what samples it again.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="shape">The size of its episodes.</param>
    /// <param name="seed">Seed of the task's own random stream.</param>
    public string Describe(TrainingSettings settings, EpisodeShape shape, ulong seed) =>
        $"Task {Index + 1} of {settings.MetaBatch} is the first that by itself does so (query loss {Loss}, norm {Norm}), and its own seed is {seed}: with the source '{settings.Task}', " +
        $"Sample(Split.Train, new EpisodeShape({shape.Ways}, {shape.Shots}, {shape.Queries}), new SeededRandom({seed})) draws it again.";
}
