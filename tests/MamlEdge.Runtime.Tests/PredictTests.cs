using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class PredictTests
{
    [Theory]
    [InlineData("line")]
    [InlineData("votes")]
    [InlineData("filter")]
    public void A_personal_model_predicts_with_its_own_weights_as_constants(string bundle)
    {
        using var model = TestBundles.Load(bundle);
        using var personal = Adapt(model);
        var x = Query(model, 9);

        Assert.Equal(model.Predict(x).Shape.ToArray(), model.OutputShapeOf(x.Shape));
        Assert.Equal(personal.Predict(x).Shape.ToArray(), personal.OutputShapeOf(x.Shape));
        var before = model.Predict(x).Values;
        var constants = personal.Predict(x).Values;
        var inputs = model.Predict(x, personal.State).Values;

        Assert.True(Close.LargestDifference(before, constants) > 1e-2, "the personal model predicts like the base model");
        Close.Assert(inputs, constants, 1e-5);
    }

    [Fact]
    public void The_base_model_predicts_what_the_formula_says()
    {
        using var model = TestBundles.Load("line");
        var theta = TestBundles.Theta("line");
        var x = TestBundles.Examples(5, 6, 2);

        var y = model.Predict(x);

        Assert.Equal([6, 1], y.Shape.ToArray());
        Close.Assert(
            Reference.Affine(Reference.Doubles(x.Values.Span), theta["weight"].ToDoubles(), theta["bias"].ToDoubles()),
            y.Values, 1e-6);
    }

    [Fact]
    public void Personal_models_of_one_bundle_do_not_disturb_each_other_nor_the_base_model()
    {
        using var model = TestBundles.Load("filter");
        var x = Query(model, 2);
        var before = model.Predict(x).Values;
        using var alice = Adapt(model, seed: 1);
        using var bob = Adapt(model, seed: 50);
        var (alices, bobs) = (alice.Predict(x).Values, bob.Predict(x).Values);

        Assert.True(Close.LargestDifference(alices, bobs) > 1e-2);
        Assert.Equal(before, model.Predict(x).Values);
        Assert.Equal(alices, alice.Predict(x).Values);
    }

    [Fact]
    public void A_personal_model_outlives_its_base_model()
    {
        var model = TestBundles.Load("filter");
        var x = Query(model, 2);
        using var personal = Adapt(model);
        model.Dispose();

        Assert.Equal([2, 16], personal.Predict(x).Shape.ToArray());
        Assert.Throws<ObjectDisposedException>(() => model.Predict(x));
    }

    [Fact]
    public void Weights_are_left_nowhere_on_the_machine()
    {
        var before = Scratch().ToHashSet();
        using var model = TestBundles.Load("filter");
        using var personal = Adapt(model);
        _ = personal.Predict(Query(model, 1));

        // Other tests open sessions at this moment; what they leave for a moment is gone soon, a leak is not. Processes that were killed left theirs before.
        var left = Scratch().Except(before).ToHashSet();
        Assert.True(SpinWait.SpinUntil(() => !Scratch().Any(left.Contains), TimeSpan.FromSeconds(10)), string.Join(", ", left));
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public void Predicting_into_a_span_allocates_nothing(bool adapted, bool cancellable)
    {
        using var model = TestBundles.Load("filter");
        using var personal = Adapt(model);
        using var cancellation = new CancellationTokenSource();
        var token = cancellable ? cancellation.Token : default;
        IPredictor predictor = adapted ? personal : model;
        var x = Query(model, 3);
        var y = new float[3 * 16];
        long[] shape = [3, 4, 8, 8];

        Assert.Equal(0, Allocations.Of(() => predictor.Predict(x.Values.Span, shape, y, token)));
        Assert.Equal(predictor.Predict(x).Values, y);
    }

    [Fact]
    public void Many_threads_and_batch_sizes_get_their_own_answers()
    {
        using var model = TestBundles.Load("votes");
        var queries = Enumerable.Range(0, 40).Select(i => TestBundles.Examples((uint)i, 1 + (i % 7), 4)).ToList();
        var expected = queries.Select(x => model.Predict(x).Values).ToList();

        Parallel.For(0, 400, i => Assert.Equal(expected[i % 40], model.Predict(queries[i % 40]).Values));
    }

    [Fact]
    public void A_cancelled_token_ends_a_prediction_and_the_model_stays_usable()
    {
        using var model = TestBundles.Load("votes");
        using var source = new CancellationTokenSource();
        var x = TestBundles.Examples(1, 2, 4);
        _ = model.Predict(x, source.Token);
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => model.Predict(x, source.Token));
        Assert.Equal([2, 3], model.Predict(x).Shape.ToArray());
    }

    [Fact]
    public void Classes_are_the_largest_logits()
    {
        using var model = TestBundles.Load("votes");

        var y = model.Predict(TestBundles.Examples(1, 5, 4));

        Assert.Equal(5, y.Count);
        Assert.Equal(Enumerable.Range(0, 5).Select(i => y[i].ToArray().Select((v, c) => (v, c)).Max().c), y.Classes());
    }

    private static IEnumerable<string> Scratch() => Directory
        .GetDirectories(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), "maml-edge-*")
        .Where(folder => !Path.GetFileName(folder).StartsWith("maml-edge-tests-", StringComparison.Ordinal));

    private static Examples Query(MetaModel model, int count) => TestBundles.Examples(
        77, [count, .. model.Manifest.Input.Shape.Skip(1).Select(d => d.Size!.Value)]);

    private static PersonalModel Adapt(MetaModel model, uint seed = 1)
    {
        var x = TestBundles.Examples(seed, [6, .. model.Manifest.Input.Shape.Skip(1).Select(d => d.Size!.Value)]);
        return model.Manifest.Target.Type == Bundle.ElementType.Int64
            ? model.Adapt(x, [0, 1, 2, 0, 1, 2])
            : model.Adapt(x, TestBundles.Examples(seed + 1, [6, .. model.Manifest.Target.Shape.Skip(1).Select(d => d.Size!.Value)]));
    }
}
