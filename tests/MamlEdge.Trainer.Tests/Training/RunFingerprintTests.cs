using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Tests.Tasks;
using MamlEdge.Trainer.Training;
using static MamlEdge.Trainer.Training.Trainer;

namespace MamlEdge.Trainer.Tests.Training;

/// <summary>How a run knows that what it repeats, or goes on with, was computed on other data or by another build.</summary>
public sealed class RunFingerprintTests : IDisposable
{
    private static readonly TrainingSettings Settings = TrainingDefaults.For("sinusoid") with
    {
        Model = new MlpSpec(1, [8], 1),
        MetaBatch = 2,
        Iterations = 2,
        ValidateEvery = 0,
        TasksPerRun = 1,
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_repeat_on_the_same_data_says_nothing_and_one_on_other_data_says_so()
    {
        Run(Settings, new ScaledSinusoids(1), _folder["first"]);
        var origin = new RunOrigin { Repeated = RunFolder.Open(_folder["first"]).Description };
        Assert.Null(origin.Repeated.Deviation);

        Assert.Null(Repeat(Settings with { Threads = 2, CheckpointEvery = 7 }, 1));
        Assert.Equal("the data, or how it is read, gives other examples", Repeat(Settings, 2));
        Assert.Null(Repeat(Settings with { Seed = 2 }, 2));

        string? Repeat(TrainingSettings settings, float scale)
        {
            var run = _folder[Guid.NewGuid().ToString("N")];
            Run(settings, new ScaledSinusoids(scale), run, origin: origin);
            return RunFolder.Open(run).Description.Deviation;
        }
    }

    [Fact]
    public void A_run_that_goes_on_with_other_data_begins_a_part_that_says_so()
    {
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Run(Settings, new ScaledSinusoids(1), _folder["run"], cancellation: stop.Token);
        Run(Settings, new ScaledSinusoids(1), _folder["run"], resume: true, cancellation: stop.Token);
        Assert.Null(Assert.Single(RunFolder.Open(_folder["run"]).Description.Parts).Deviation);

        Run(Settings, new ScaledSinusoids(2), _folder["run"], resume: true);

        Assert.Contains("other examples", Assert.Single(RunFolder.Open(_folder["run"]).Description.Parts.Skip(1)).Deviation, StringComparison.Ordinal);
    }

    [Fact]
    public void Graph_and_kernels_that_differ_are_named()
    {
        var now = new RunFingerprint("data", "graph", "ONNX Runtime 2");

        Assert.Null(now.DifferenceTo(new("data", "graph", "ONNX Runtime 2")));
        Assert.Equal("this version of MamlEdge computes another graph", now.DifferenceTo(now with { Graph = "other" }));
        Assert.Equal("ONNX Runtime 1 computed it, and now ONNX Runtime 2 does", now.DifferenceTo(now with { Kernels = "ONNX Runtime 1" }));
    }

    [Fact]
    public void One_pixel_of_one_image_of_stored_data_changes_the_digest()
    {
        OmniglotFolder.Write(_folder["data"], characters: 24, images: 6);
        var (tasks, shape) = (OmniglotTasks.Load(_folder["data"]), new EpisodeShape(2, 1, 1));
        string Digest() => ExampleDigest.Of(tasks, [Split.Train, Split.Validation], shape);
        var before = Digest();
        Assert.Equal(before, Digest());
        Assert.Equal(before, ExampleDigest.Of(OmniglotTasks.Load(_folder["data"]), [Split.Train, Split.Validation], shape));

        ((StoredImages)tasks.Images).Pixels[^1] += 0.5f;

        Assert.NotEqual(before, Digest());
        Assert.NotEqual(ExampleDigest.Of(GlyphTasks.New(), [Split.Train], shape), ExampleDigest.Of(GlyphTasks.New(new ImageOptions { Shift = 1 }), [Split.Train], shape));
    }

    private sealed class ScaledSinusoids(float scale) : WatchedSinusoids
    {
        protected override void Sampled(SeededRandom random, Episode episode)
        {
            for (var i = 0; i < episode.Support.Values.Length; i++) episode.Support.Values[i] *= scale;
        }
    }
}
