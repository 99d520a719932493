using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Episodes gathered on the device from a store that lies there, against episodes that bring their values along.</summary>
public sealed class ResidentTests : IDisposable
{
    private const int Bytes = 256, Shorts = 1000, ManyValues = 100_000_000;
    private static readonly EpisodeShape Shape = new(3, 2, 3);
    private static readonly ImageOptions Changed = new() { RotatedSplits = [Split.Train], Mirrored = true, Shift = 3 };
    private static readonly InnerLoopSpec Inner = new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.4 };

    private readonly string _folder = Directory.CreateTempSubdirectory("mamledge-").FullName;

    public static TheoryData<int, int, string> Sources => new()
    {
        { 1, Bytes, "as stored" }, { 3, Bytes, "turned" }, { 1, Shorts, "turned" }, { 1, Bytes, "moved" }, { 3, ManyValues, "moved" }, { 1, Bytes, "turned together" },
    };

    [TorchTheory, MemberData(nameof(Sources))]
    public void Gathered_images_are_those_of_the_host_bit_for_bit(int channels, int values, string how)
    {
        var tasks = StoredTasks.Images(channels, 12, values, how switch
        {
            "as stored" => new ImageOptions(),
            "moved" => Changed,
            "turned" => Changed with { Shift = 0 },
            _ => Changed with { TurnedTogether = true },
        });
        var model = new ConvNetSpec(channels, 12, 12, 3) { Normalization = NormalizationKind.Batch, Filters = 4, Blocks = 1 }.Build(1);
        foreach (var split in new[] { Split.Train, Split.Validation })
        {
            using var engine = New(model, Inner, tasksPerRun: 4);
            var (named, valued) = (Draw(tasks, split, 12, Keep(engine, tasks, split)), Draw(tasks, split, 12, store: null));
            foreach (var (a, b) in named.Zip(valued).SelectMany(pair => new[] { (pair.First.Support, pair.Second.Support), (pair.First.Query, pair.Second.Query) }))
            {
                Assert.Equal(b.Labels, a.Labels);
                Assert.Equal(b.Inputs.Select(BitConverter.SingleToInt32Bits), ((IKeepsExamples)engine).InputsOf(a).Select(BitConverter.SingleToInt32Bits));
            }
        }
    }

    [TorchTheory]
    [InlineData(1, Precision.Float32)]
    [InlineData(4, Precision.Float32)]
    [InlineData(4, Precision.Float64)]
    public void Losses_and_meta_gradients_are_the_same_bits(int tasksPerRun, Precision precision)
    {
        var tasks = StoredTasks.Images(1, 12, Bytes, Changed);
        var model = Images.Net(NormalizationKind.Layer, Downsampling.Stride);
        AssertSame(tasks, Shape, model, Inner, tasksPerRun, precision);
        AssertSame(StoredTasks.Table(), new EpisodeShape(1, 3, 4), new MlpSpec(1, [8], 1).Build(1), Inner with { Loss = LossKind.Mse }, tasksPerRun, precision);
    }

    [TorchTheory]
    [InlineData(1)]
    [InlineData(5)]
    public void Inside_a_step_only_numbers_and_labels_of_examples_are_copied(int tasksPerRun)
    {
        var model = Images.Net(NormalizationKind.Batch, Downsampling.MaxPool);
        const int Label = 8, Plain = 4, Turned = 16;
        foreach (var (options, bytes) in new[] { (Changed, Turned + Label), (new ImageOptions(), Plain + Label) })
        {
            var tasks = StoredTasks.Images(1, 12, Bytes, options);
            var examples = 5 * (Shape.SupportCount + Shape.QueryCount);
            Assert.Equal(examples * bytes, Copied(tasks, model, Inner, tasksPerRun, resident: true));
            // Each image has 144 values of 4 bytes.
            Assert.Equal(examples * ((144 * 4) + Label), Copied(tasks, model, Inner, tasksPerRun, resident: false));
        }

        var learned = Inner with { LearnRates = true, RateSharing = LearningRateSharing.PerParameterAndStep, Momentum = 0.5 };
        Assert.Equal(5 * 15 * (Plain + Label), Copied(StoredTasks.Images(1, 12, Bytes, new ImageOptions()), model, learned, tasksPerRun, resident: true));
        // Of a table the targets are stored too.
        var line = new MlpSpec(1, [8], 1).Build(1);
        Assert.Equal(5 * 7 * Plain, Copied(StoredTasks.Table(), line, Inner with { Loss = LossKind.Mse }, tasksPerRun, resident: true, new EpisodeShape(1, 3, 4)));
    }

    [TorchFact]
    public void A_run_learns_the_same_and_says_where_its_episodes_came_from()
    {
        var tasks = StoredTasks.Images(1, 12, Bytes, Changed);
        var settings = TrainingDefaults.For("omniglot", 3, 2) with
        {
            Engine = EngineKind.Torch,
            Threads = 1,
            Batching = TaskBatching.Vectorized,
            Iterations = 6,
            MetaBatch = 2,
            LogEvery = 1,
            ValidateEvery = 3,
            ValidationEpisodes = 4,
            Episode = Shape,
            Model = new ConvNetSpec(1, 12, 12, 3) { Filters = 4, Blocks = 2, Normalization = NormalizationKind.Layer },
        };
        (byte[] Values, string?[] Lines, string? FromHost) Results(string name, ITaskSource source)
        {
            var folder = Path.Combine(_folder, name);
            Training.Trainer.Run(settings, source, folder);
            var run = RunFolder.Open(folder);
            return ([.. Safetensors.Read(run.CheckpointFile).Entries.SelectMany(e => e.Tensor.Data.ToArray())], [.. MetricsLog.Read(run.MetricsFile).Select(l => $"{l.Loss} {l.ValidationLoss}")], run.Description.Parts.Single().EpisodesFromHost);
        }

        var (device, host) = (Results("device", tasks), Results("host", new HostDrawn(tasks)));
        Assert.Equal(host.Values, device.Values);
        Assert.Equal(host.Lines, device.Lines);
        Assert.Null(device.FromHost);
        Assert.Contains("'noise' makes the examples of each episode up", host.FromHost, StringComparison.Ordinal);
    }

    [TorchFact]
    public void Distorted_episodes_and_unknown_stores_are_told_apart()
    {
        var tasks = StoredTasks.Images(1, 12, Bytes, Changed with { Distortion = 0.1 });
        Assert.Null(tasks.StoreOf(Split.Train));
        var store = tasks.StoreOf(Split.Validation);
        var model = Images.Net(NormalizationKind.Layer, Downsampling.Stride);
        using var engine = New(model, Inner, tasksPerRun: 2);
        var error = Assert.Throws<ArgumentException>(() => engine.Evaluate(Draw(tasks, Split.Validation, 2, store), InitialParameters.Of(engine.Layout, model, Inner)));
        Assert.Contains("a store that the engine does not keep. Keep it first", error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static IMetaGradientEngine New(ForwardModel model, InnerLoopSpec inner, int tasksPerRun, Precision precision = Precision.Float32) =>
        EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions { TasksPerRun = tasksPerRun, Threads = 1, Precision = precision });

    private static ExampleStore Keep(IMetaGradientEngine engine, ITaskSource tasks, Split split)
    {
        var store = ((IStoredExamples)tasks).StoreOf(split)!;
        Assert.Null(((IKeepsExamples)engine).Keep(store));
        return store;
    }

    private static Episode[] Draw(ITaskSource tasks, Split split, int count, ExampleStore? store, EpisodeShape? shape = null) =>
        [.. Enumerable.Range(0, count).Select(i => tasks.Sample(split, shape ?? Shape, new SeededRandom((ulong)i), store))];

    private static (MetaBatchResult Result, float[] Gradient) Compute(
        ITaskSource tasks, EpisodeShape shape, ForwardModel model, InnerLoopSpec inner, int tasksPerRun, bool resident, Precision precision)
    {
        using var engine = New(model, inner, tasksPerRun, precision);
        var (batch, gradient) = (Draw(tasks, Split.Train, 5, resident ? Keep(engine, tasks, Split.Train) : null, shape), new ParameterVector(engine.Layout));
        var parameters = InitialParameters.Of(engine.Layout, model, inner);
        // The first passes make what stays, such as the walk for another number of tasks.
        engine.Compute(batch, parameters, gradient);
        return (engine.Compute(batch, parameters, gradient), gradient.Values);
    }

    private static long Copied(ITaskSource tasks, ForwardModel model, InnerLoopSpec inner, int tasksPerRun, bool resident, EpisodeShape? shape = null) =>
        Compute(tasks, shape ?? Shape, model, inner, tasksPerRun, resident, Precision.Float32).Result.CopiedBytes!.Value;

    private static void AssertSame(ITaskSource tasks, EpisodeShape shape, ForwardModel model, InnerLoopSpec inner, int tasksPerRun, Precision precision)
    {
        var (device, host) = (Compute(tasks, shape, model, inner, tasksPerRun, true, precision), Compute(tasks, shape, model, inner, tasksPerRun, false, precision));
        Assert.Equal(host.Result.Tasks, device.Result.Tasks);
        Assert.Equal(host.Gradient, device.Gradient);
        Assert.Contains(host.Gradient, value => value != 0);
    }
}
