using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Batch normalisations whose statistics are those of the support set, or running ones.</summary>
public class NormStatisticsTests
{
    private static readonly string[] Statistics = ["norm1.mean", "norm1.variance", "norm2.mean", "norm2.variance"];

    public static TheoryData<NormalizationKind, int, string> Loops => new()
    {
        { NormalizationKind.Support, 1, "*" },
        { NormalizationKind.Support, 2, "head.*" },
        { NormalizationKind.Support, 2, "*" },
        { NormalizationKind.Running, 2, "*" },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void The_meta_gradient_equals_central_differences(NormalizationKind kind, int steps, string adapt)
    {
        var (model, graphs) = New(kind, steps, adapt);
        var meta = graphs.MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, model);
        var pairs = model.Parameters.Select(p => p.Name).Except(Statistics).Select(p => ("theta." + p, "meta." + p)).ToList();
        Assert.InRange(GradientCheck.Largest(meta, feeds, "query_loss", pairs, epsilon: 1e-6), 0, 1e-5);
        var (expected, found) = (new Interpreter(meta).Run(feeds), OnnxRun.Run(OnnxWriter.Write(meta, "meta"), feeds));
        Assert.All(meta.Outputs, o => Assert.InRange(AdaptationFeeds.Difference(expected[o.Name], found[o.Name]), 0, 1e-4));
    }

    [Fact]
    public void A_query_is_predicted_alone_as_among_others_with_the_statistics_of_the_support_set()
    {
        var (model, graphs) = New(NormalizationKind.Support, 2, "*");
        Assert.Equal(Statistics, model.Statistics);
        Assert.Equal(model.Parameters.Select(p => p.Name), graphs.Personal);
        var meta = graphs.MetaGradient(queryOutput: true);
        var feeds = AdaptationFeeds.Of(meta, model);
        var together = new Interpreter(meta).Run(feeds)["query_output"];
        var adapted = new Interpreter(graphs.Adaptation()).Run(feeds);
        for (var query = 0; query < 4; query++)
        {
            var alone = model.Parameters.ToDictionary(p => p.Name, p => adapted["adapted." + p.Name]);
            alone["x"] = new Tensor(DataType.Float32, [1, 1, 8, 8], feeds["query_x"].Values[(query * 64)..((query + 1) * 64)]);
            var y = new Interpreter(model.Function).Run(alone)["y"].Values;
            Assert.All(y.Zip(together.Values.Skip(query * 3)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 1e-10));
        }
    }

    [Fact]
    public void The_first_statistics_are_mean_and_variance_of_the_first_convolution()
    {
        var (model, graphs) = New(NormalizationKind.Support, 1, "head.*");
        var adaptation = graphs.Adaptation();
        var feeds = AdaptationFeeds.Of(adaptation, model);
        var adapted = new Interpreter(adaptation).Run(feeds);
        var convolution = model.Function.Reachable().First(v => v.Op.Name == "Conv");
        var activations = new Interpreter(model.Function with { Outputs = [new("conv", convolution)] }).Run(
            model.Parameters.ToDictionary(p => p.Name, p => new Tensor(DataType.Float32, p.Shape, Array.ConvertAll(p.Values, v => (double)v))).Append(new("x", feeds["support_x"])).ToDictionary())["conv"];
        var (channels, positions) = ((int)activations.Dims[1], (int)(activations.Dims[2] * activations.Dims[3]));
        for (var channel = 0; channel < channels; channel++)
        {
            var values = activations.Values.Where((_, i) => i / positions % channels == channel).ToArray();
            var mean = values.Average();
            Assert.Equal(mean, adapted["adapted.norm1.mean"].Values[channel], 1e-12);
            Assert.Equal(values.Average(v => (v - mean) * (v - mean)), adapted["adapted.norm1.variance"].Values[channel], 1e-12);
        }
    }

    [Theory]
    [InlineData(NormalizationKind.Support)]
    [InlineData(NormalizationKind.Running)]
    public void What_stands_for_the_gradient_of_a_statistic_is_its_distance_from_what_the_task_shows(NormalizationKind kind)
    {
        var (model, graphs) = New(kind, 1, "head.*");
        var meta = graphs.MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, model);
        var support = new Interpreter(New(NormalizationKind.Support, 1, "head.*").Graphs.Adaptation());
        double[] Seen(string set) => support.Run(feeds.ToDictionary(f => f.Key, f => f.Key == "support_x" ? feeds[set] : f.Value))["adapted.norm1.mean"].Values;
        // The first convolution is fixed, so that the first statistics are the same before and after the steps.
        var seen = kind == NormalizationKind.Support ? Seen("support_x") : [.. Seen("support_x").Zip(Seen("query_x"), (s, q) => (s + q) / 2)];
        var distance = feeds["theta.norm1.mean"].Values.Zip(seen, (own, s) => own - s);
        Assert.All(distance.Zip(new Interpreter(meta).Run(feeds)["meta.norm1.mean"].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_batch_of_tasks_gives_the_sums()
    {
        var (model, graphs) = New(NormalizationKind.Support, 1, "*");
        AdaptationFeeds.CompareSums(graphs, model);
    }

    private static (ForwardModel Model, AdaptationGraphs Graphs) New(NormalizationKind kind, int steps, string adapt)
    {
        var model = new ConvNetSpec(1, 8, 8, 3) { Filters = 4, Blocks = 2, Normalization = kind }.Build(4);
        // Statistics as training would have left them, so that running ones differ from none.
        var random = new Random(1);
        model = model.WithParameters(model.Parameters.ToDictionary(p => p.Name, p => Statistics.Contains(p.Name) ? [.. p.Values.Select(v => v + (float)(0.3 * random.NextDouble()))] : p.Values));
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.2, Adapt = [adapt], SupportStatistics = kind == NormalizationKind.Support };
        return (model, new AdaptationGraphs(model.Function, spec));
    }
}
