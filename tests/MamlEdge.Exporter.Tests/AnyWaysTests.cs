using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>A head for any number of classes against the usual head whose rows all start from the same one.</summary>
public class AnyWaysTests
{
    private static readonly ConvNetSpec Net = new(1, 8, 8, 3) { Filters = 4, Blocks = 2, Normalization = NormalizationKind.Layer };
    private static readonly ForwardModel Any = (Net with { AnyWays = true }).Build(4);

    public static TheoryData<InnerLoopSpec, int> Loops => new()
    {
        { new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.2 }, 3 },
        { new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.2, RateSharing = LearningRateSharing.PerElement, LearnRates = true }, 3 },
        { new() { Loss = LossKind.CrossEntropy, Steps = 3, Adapt = ["head.*"], Ridge = new() }, 3 },
    };

    [Theory]
    [MemberData(nameof(Loops))]
    public void Every_class_starts_from_the_one_row_that_is_learned(InnerLoopSpec spec, int ways)
    {
        var (any, usual) = (new AdaptationGraphs(Any.Function, spec), new AdaptationGraphs(Repeated(ways).Function, spec));
        var feeds = AdaptationFeeds.Of(any.MetaGradient(), Any);
        var repeated = feeds.ToDictionary(f => f.Key, f => IsRow(f.Key) ? Rows(f.Value, ways) : f.Value);
        var adapted = new Interpreter(usual.Adaptation()).Run(repeated);
        Assert.All(new Interpreter(any.Adaptation()).Run(feeds), r => Assert.InRange(AdaptationFeeds.Difference(adapted[r.Key], r.Value), 0, 1e-10));

        var expected = new Interpreter(usual.MetaGradient()).Run(repeated);
        foreach (var meta in new[] { any.MetaGradient(), any.MetaGradient(ways: ways), any.BatchMetaGradient(1, ways: ways) })
        {
            var own = meta.Result("query_loss").Rank == 0 ? feeds
                : feeds.ToDictionary(f => f.Key, f => f.Key.StartsWith("support_", StringComparison.Ordinal) || f.Key.StartsWith("query_", StringComparison.Ordinal) ? new Tensor(f.Value.Type, [1, .. f.Value.Dims], f.Value.Values) : f.Value);
            foreach (var (name, found) in new Interpreter(meta).Run(own).Where(r => r.Key.StartsWith("meta", StringComparison.Ordinal)))
            {
                var want = IsRow(name) ? new Tensor(DataType.Float32, found.Dims, Summed(expected[name].Values, found.Values.Length)) : expected[name];
                Assert.InRange(AdaptationFeeds.Difference(want, found), 0, 1e-9);
            }
        }
    }

    [Fact]
    public void There_are_as_many_classes_as_the_largest_label_says()
    {
        var graphs = new AdaptationGraphs(Any.Function, new() { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.2 });
        var adaptation = graphs.Adaptation();
        var model = OnnxWriter.Write(adaptation, "adapt");
        foreach (var largest in new[] { 1, 3, 6 })
        {
            var feeds = AdaptationFeeds.Of(adaptation, Any);
            feeds["support_y"] = new Tensor(DataType.Int64, [4], [0, largest, 0, 1]);
            var (expected, found) = (new Interpreter(adaptation).Run(feeds), OnnxRun.Run(model, feeds));
            Assert.Equal([largest + 1, 4], found["adapted.head.weight"].Dims);
            Assert.All(adaptation.Outputs, o => Assert.InRange(AdaptationFeeds.Difference(expected[o.Name], found[o.Name]), 0, 1e-4));
        }
    }

    [Fact]
    public void Going_on_from_given_rows_takes_their_number()
    {
        var graphs = new AdaptationGraphs(Any.Function, new() { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.2 });
        var resumed = graphs.Adaptation(learned: false);
        var feeds = AdaptationFeeds.Of(graphs.Adaptation(), Any);
        var first = new Interpreter(graphs.Adaptation()).Run(feeds);
        foreach (var (name, value) in first.Where(r => r.Key.StartsWith("adapted.", StringComparison.Ordinal))) feeds["theta." + name["adapted.".Length..]] = value;
        var second = OnnxRun.Run(OnnxWriter.Write(resumed, "continue"), feeds);
        Assert.Equal(first["support_loss"].Values[^1], second["support_loss"].Values[0], 1e-5);
        Assert.Equal(first["adapted.head.weight"].Dims, second["adapted.head.weight"].Dims);
    }

    private static bool IsRow(string name) => name.Contains("head.", StringComparison.Ordinal);

    private static Tensor Rows(Tensor row, int ways) => row.Dims.Count == 0 ? row : new(row.Type, [ways, .. row.Dims.Skip(1)], [.. Enumerable.Repeat(row.Values, ways).SelectMany(v => v)]);

    /// <summary>Rows added up: the gradient of what they all are copies of.</summary>
    private static double[] Summed(double[] values, int length) => [.. Enumerable.Range(0, length).Select(i => values.Where((_, at) => at % length == i).Sum())];

    private static ForwardModel Repeated(int ways)
    {
        var model = (Net with { Outputs = ways }).Build(4);
        var rows = Any.Parameters.ToDictionary(p => p.Name, p => p.Values);
        return model.WithParameters(model.Parameters.ToDictionary(p => p.Name, p => IsRow(p.Name) ? [.. Enumerable.Repeat(rows[p.Name], ways).SelectMany(v => v)] : rows[p.Name]));
    }
}
