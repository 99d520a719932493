using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>What a run computes on and with, beside its settings: the same settings give the same bits only where all of this is the same.</summary>
/// <param name="Data">Digest of the examples: see <see cref="ExampleDigest"/>.</param>
/// <param name="Graph">Digest of the meta-gradient graph, which differs where another version of MamlEdge writes another one; null for an engine without one.</param>
/// <param name="Kernels">What runs the graph, with its version, and the processor; null for an engine that does not say.</param>
public sealed record RunFingerprint(string Data, string? Graph, string? Kernels)
{
    internal static RunFingerprint Of(TrainingSettings settings, ITaskSource tasks, IMetaGradientEngine engine)
    {
        Split[] splits = settings.ValidateEvery > 0 ? [Split.Train, Split.Validation] : [Split.Train];
        return new(ExampleDigest.Of(tasks, splits, MetaAlgorithm.Named(settings.Algorithm).TrainingEpisode(settings.Episode)), engine.Graph, engine.Kernels);
    }

    /// <summary>Why the bits need not be those of another run; null where they must be.</summary>
    internal string? DifferenceTo(RunFingerprint earlier)
    {
        string[] reasons =
        [
            .. Data == earlier.Data ? (string[])[] : ["the data, or how it is read, gives other examples"],
            .. Graph == earlier.Graph ? (string[])[] : ["this version of MamlEdge computes another graph"],
            .. Kernels == earlier.Kernels ? (string[])[] : [$"{earlier.Kernels ?? "another engine"} computed it, and now {Kernels ?? "another engine"} does"],
        ];
        return reasons.Length == 0 ? null : string.Join("; ", reasons);
    }
}
