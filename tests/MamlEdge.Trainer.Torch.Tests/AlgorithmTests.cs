using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Every algorithm of the trainer on both engines, a short run each.</summary>
public sealed class AlgorithmTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-").FullName;

    public static TheoryData<string> Algorithms => [.. MetaAlgorithm.Names];

    [TorchTheory, MemberData(nameof(Algorithms))]
    public void Both_engines_learn_the_same(string algorithm)
    {
        var usual = TrainingDefaults.For("sinusoid", null, null) with { Algorithm = algorithm, Iterations = 12, MetaBatch = 4, Seed = 5, LogEvery = 1, ValidateEvery = 0, Batching = TaskBatching.Vectorized };
        AssertSame(MetaAlgorithm.Named(algorithm).Defaults(usual));
    }

    [TorchFact]
    public void So_they_do_with_shuffled_minibatches()
    {
        var usual = TrainingDefaults.For("sinusoid", null, null) with { Algorithm = "reptile", Iterations = 12, MetaBatch = 4, LogEvery = 1, ValidateEvery = 0, Batching = TaskBatching.Vectorized };
        var settings = MetaAlgorithm.Named("reptile").Defaults(usual);
        AssertSame(settings with { Inner = settings.Inner with { Minibatch = 5 } });
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void AssertSame(TrainingSettings settings)
    {
        var (onnx, torch) = (Run(settings, EngineKind.Onnx), Run(settings, EngineKind.Torch));
        Assert.Equal(onnx.Losses.Length, torch.Losses.Length);
        foreach (var (expected, found) in onnx.Losses.Zip(torch.Losses)) Assert.Equal(expected, found, 1e-4 * Math.Abs(expected));
        Close.Assert(onnx.Parameters.Zip(torch.Parameters, (a, b) => (a.Doubles(), b.Doubles())), 1e-3);
        var untrained = settings.Model.Build(settings.Seed).Parameters;
        Assert.Equal(settings.Iterations > 0, onnx.Parameters.Zip(untrained).Any(p => !p.First.SequenceEqual(p.Second.Values)));
    }

    private (double[] Losses, float[][] Parameters) Run(TrainingSettings settings, EngineKind engine)
    {
        var folder = Path.Combine(_folder, engine.ToString());
        Training.Trainer.Run(settings with { Engine = engine }, new SinusoidTasks(), folder, resume: false);
        return ([.. MetricsLog.Read(RunFolder.Open(folder).MetricsFile).Select(line => line.Loss)], [.. TrainedRun.Open(folder).Model.Parameters.Select(p => p.Values)]);
    }
}
