using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Trainer.Tests.Evaluation;

/// <summary>Which tasks figures of a bundle may be taken on.</summary>
public sealed class BundleFitTests : IDisposable
{
    private static readonly EpisodeShape Shape = new(2, 1, 2);
    private static readonly string[] Labels = ["cat", "dog"];

    private static readonly Preprocessing How = new()
    {
        Kind = "window",
        Features = ["x", "y"],
        Length = 1,
        Rate = 50,
        Stride = 1,
        Mean = [1, 2],
        Std = [0.5, 4],
    };

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, string, string> Differences => new()
    {
        { "kind", "features", "window" },
        { "channels", "3", "1" },
        { "width", "28", "none" },
        { "height", "28", "none" },
        { "invert", "True", "False" },
        { "background", "0", "1" },
        { "features", "y, x", "x, y" },
        { "length", "2", "1" },
        { "rate", "25", "50" },
        { "mean", "[1, 2.5]", "[1, 2]" },
        { "std", "[0.6, 4]", "[0.5, 4]" },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void Examples_that_are_prepared_otherwise_are_refused_by_the_field(string field, string expected, string got)
    {
        var manifest = Bundle(new PreparedTasks(How, Labels));
        BundleFit.RequireFit(manifest, new PreparedTasks(How, Labels), Shape);
        manifest = manifest with { Preprocessing = Changed(field) };

        var error = Assert.Throws<ArgumentException>(() => BundleFit.RequireFit(manifest, new PreparedTasks(How, Labels), Shape));

        Assert.Contains($"differ in preprocessing.{field}: expected {expected}, got {got}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Labels_in_another_order_are_refused_and_what_does_not_change_an_example_is_not()
    {
        var manifest = Bundle(new PreparedTasks(How, Labels));
        var error = Assert.Throws<ArgumentException>(() => BundleFit.RequireFit(manifest, new PreparedTasks(How, ["dog", "cat"]), Shape));
        Assert.Contains("differ in labels: expected cat, dog, got dog, cat.", error.Message, StringComparison.Ordinal);

        BundleFit.RequireFit(manifest, new PreparedTasks(How with { Stride = 7, MaximumGap = 2, Mean = [1 + 1e-6, 2] }, Labels), Shape);
        BundleFit.RequireFit(manifest, new PreparedTasks(null, null), Shape);
        BundleFit.RequireFit(manifest with { Preprocessing = null }, new PreparedTasks(How, Labels), Shape);
    }

    [Fact]
    public void Examples_of_another_shape_are_refused()
    {
        var manifest = Bundle(new PreparedTasks(null));
        var error = Assert.Throws<ArgumentException>(() => BundleFit.RequireFit(manifest, GlyphTasks.New(), Shape));
        Assert.Contains("differ in shape of an example: expected [2], got [1, 28, 28].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_that_shares_a_class_with_training_is_refused_and_the_class_is_named()
    {
        var trained = new PreparedTasks(null) { Names = { [Split.Train] = ["a", "b", "c"], [Split.Validation] = ["d"], [Split.Test] = ["e", "f"] } };
        var redrawn = new PreparedTasks(null) { Names = { [Split.Train] = ["a", "e"], [Split.Validation] = ["f"], [Split.Test] = ["b", "d", "c"] } };
        using var model = Model(trained);
        Assert.DoesNotContain("\"a\"", System.Text.Encoding.UTF8.GetString(model.Manifest.ToJson()), StringComparison.Ordinal);
        EvaluationResult Evaluate(ITaskSource tasks, Split split) => BundleEvaluation.Run(model, tasks, new EvaluationOptions(Shape) { Split = split, Episodes = 2 });

        foreach (var split in trained.Splits) Assert.Equal(2, Evaluate(trained, split).Episodes);
        Assert.Equal(2, Evaluate(redrawn, Split.Train).Episodes);
        Assert.Equal(2, Evaluate(redrawn, Split.Validation).Episodes);
        var error = Assert.Throws<ArgumentException>(() => Evaluate(redrawn, Split.Test));
        Assert.Contains("was trained on 'b' and 1 more of the 3 in the split test of 'prepared'", error.Message, StringComparison.Ordinal);
        BundleFit.RequireUnseen(model.Manifest with { Provenance = model.Manifest.Provenance with { TrainedOn = null } }, redrawn, Split.Test);
        var damaged = model.Manifest with { Provenance = model.Manifest.Provenance with { TrainedOn = "AAAA" } };
        Assert.Contains("provenance.trainedOn", Assert.Throws<BundleException>(() => BundleFit.RequireUnseen(damaged, redrawn, Split.Test)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_that_a_bundle_cannot_take_are_refused_and_none_shows_the_model_before_adaptation()
    {
        using var model = Model(new PreparedTasks(null), steps: 3, momentum: 0.5);
        EvaluationResult Evaluate(int steps) => BundleEvaluation.Run(model, new PreparedTasks(null), new EvaluationOptions(Shape) { Steps = steps, Episodes = 2 });

        Assert.Contains("so that 2 cannot be reached", Assert.Throws<ArgumentException>(() => Evaluate(2)).Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (Evaluate(0).FigureSteps, Evaluate(0).Steps.Count));
        Assert.Equal(3, Evaluate(5).FigureSteps);
    }

    private static Preprocessing Changed(string field) => field switch
    {
        "kind" => How with { Kind = "features" },
        "channels" => How with { Channels = 3 },
        "width" => How with { Width = 28 },
        "height" => How with { Height = 28 },
        "invert" => How with { Invert = true },
        "background" => How with { Background = 0 },
        "features" => How with { Features = ["y", "x"] },
        "length" => How with { Length = 2 },
        "rate" => How with { Rate = 25 },
        "mean" => How with { Mean = [1, 2.5] },
        _ => How with { Std = [0.6, 4] },
    };

    private MetaModel Model(PreparedTasks tasks, int steps = 1, double momentum = 0)
    {
        var sinusoid = TrainingDefaults.For("sinusoid");
        var settings = sinusoid with
        {
            Task = tasks.Name,
            Episode = Shape,
            Model = new MlpSpec(2, [4], 2),
            Inner = sinusoid.Inner with { Loss = LossKind.CrossEntropy, Steps = steps, EvaluationSteps = steps, Momentum = momentum },
            Iterations = 0,
            ValidateEvery = 0,
        };
        Trainer.Training.Trainer.Run(settings, tasks, _folder["run"]);
        BundleWriter.Write(_folder["bundle"], TrainedRun.Open(_folder["run"]).ToBundle());
        return MetaModel.Load(_folder["bundle"]);
    }

    private Manifest Bundle(PreparedTasks tasks)
    {
        using var model = Model(tasks);
        return model.Manifest;
    }
}
