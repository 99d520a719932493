using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Normalisations with statistics, scales and shifts of their own for each step (Antoniou et al. 2019, section 4), against loops of single steps.</summary>
public class PerStepTests
{
    private const int Steps = 2;
    private const string Statistics = "norm?.mean norm?.variance", All = "norm*";

    [Theory]
    [InlineData(Statistics)]
    [InlineData(All)]
    public void Each_step_takes_the_values_after_the_one_before(string perStep)
    {
        var (model, graphs) = New(perStep);
        var meta = graphs.MetaGradient(queryOutput: true);
        var feeds = AdaptationFeeds.Of(meta, model);
        var path = PathOf(model, graphs, feeds);
        var adapted = new Interpreter(graphs.Adaptation()).Run(feeds);
        Assert.Equal(model.Parameters.Select(p => p.Name), graphs.Personal);
        Assert.All(graphs.Personal, p => Assert.InRange(AdaptationFeeds.Difference(path[^1][p], adapted["adapted." + p]), 0, 1e-12));
        var output = new Interpreter(model.Function).Run(new Dictionary<string, Tensor>(path[^1]) { ["x"] = feeds["query_x"] })["y"];
        Assert.InRange(AdaptationFeeds.Difference(output, new Interpreter(meta).Run(feeds)["query_output"]), 0, 1e-12);
    }

    [Fact]
    public void What_stands_for_the_gradient_of_a_statistic_is_its_distance_from_the_activations_of_its_step()
    {
        var (model, graphs) = New(Statistics);
        var meta = graphs.MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, model);
        var found = new Interpreter(meta).Run(feeds);
        var path = PathOf(model, graphs, feeds);
        var convolutions = model.Function.Reachable().Where(v => v.Op.Name == "Conv").ToArray();
        for (var step = 0; step <= Steps; step++)
        {
            // The support set is what the next step learns from; after the last there are only queries.
            var at = new Dictionary<string, Tensor>(path[step]) { ["x"] = feeds[step < Steps ? "support_x" : "query_x"] };
            for (var block = 1; block <= convolutions.Length; block++)
            {
                var (mean, variance) = Moments(new Interpreter(model.Function with { Outputs = [new("conv", convolutions[block - 1])] }).Run(at)["conv"]);
                foreach (var (name, seen) in new[] { ($"norm{block}.mean", mean), ($"norm{block}.variance", variance) })
                {
                    var away = step == 0 ? found["meta." + name].Values : found["metastep." + name].Values[((step - 1) * seen.Length)..(step * seen.Length)];
                    Assert.All(path[step][name].Values.Zip(seen, (own, s) => own - s).Zip(away), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
                }
            }
        }
    }

    [Theory]
    [InlineData(Statistics, false)]
    [InlineData(All, false)]
    [InlineData(All, true)]
    public void The_meta_gradient_equals_central_differences_and_a_shared_step_gives_the_same(string perStep, bool momentum)
    {
        var (model, graphs) = New(perStep, momentum: momentum);
        var meta = graphs.MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, model);
        var statistics = model.Statistics;
        var pairs = meta.Inputs.Select(i => i.Name).Where(n => (n.StartsWith("theta.", StringComparison.Ordinal) || n.StartsWith("step.", StringComparison.Ordinal)) && !statistics.Any(s => n.EndsWith("." + s, StringComparison.Ordinal)))
            .Select(n => (n, "meta" + (n.StartsWith("theta", StringComparison.Ordinal) ? n["theta".Length..] : n))).ToList();
        Assert.Equal(perStep == All, pairs.Contains(("step.norm1.weight", "metastep.norm1.weight")));
        Assert.InRange(GradientCheck.Largest(meta, feeds, "query_loss", pairs, epsilon: 1e-6), 0, 1e-5);

        var expected = new Interpreter(meta).Run(feeds);
        foreach (var found in new[] { OnnxRun.Run(OnnxWriter.Write(meta, "meta"), feeds), new Interpreter(New(perStep, true, momentum).Graphs.MetaGradient()).Run(feeds) })
            Assert.All(meta.Outputs, o => Assert.InRange(AdaptationFeeds.Difference(expected[o.Name], found[o.Name]), 0, 1e-4));
    }

    [Fact]
    public void A_batch_of_tasks_gives_the_sums()
    {
        var (model, graphs) = New(All);
        AdaptationFeeds.CompareSums(graphs, model);
    }

    [Fact]
    public void Contradictions_are_refused()
    {
        var (model, _) = New(All);
        InnerLoopSpec Spec(string perStep) => new() { Loss = LossKind.CrossEntropy, Steps = 1, PerStep = perStep.Split(' ') };
        string Error(InnerLoopSpec spec) => Assert.Throws<ExporterException>(() => new AdaptationGraphs(model.Function, spec).Adaptation()).Message;
        Assert.Contains("statistics are those of the support set", Error(Spec(Statistics) with { SupportStatistics = true }));
        Assert.Contains("Ridge regression takes no gradient steps", Error(Spec(All) with { Ridge = new(), Adapt = ["head.*"] }));
        Assert.Contains("norm1.weight", Error(Spec(All) with { Outer = new() { Direction = OuterDirection.Displacement } }));
        Assert.Contains("No parameter matches 'scale*'", Error(Spec("scale*")));
    }

    /// <summary>All parameters before each step and after the last, by programs of one step each, which know nothing of further ones.</summary>
    private static List<Dictionary<string, Tensor>> PathOf(ForwardModel model, AdaptationGraphs graphs, Dictionary<string, Tensor> feeds)
    {
        var one = new Interpreter(new AdaptationGraphs(model.Function, new() { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.2, Adapt = graphs.Adapted }).Adaptation());
        var path = new List<Dictionary<string, Tensor>> { model.Parameters.ToDictionary(p => p.Name, p => feeds["theta." + p.Name]) };
        for (var step = 0; step < Steps; step++)
        {
            var adapted = one.Run(path[^1].ToDictionary(p => "theta." + p.Key, p => p.Value).Concat(feeds.Where(f => f.Key.StartsWith("support", StringComparison.Ordinal))).ToDictionary());
            path.Add(path[^1].ToDictionary(p => p.Key, p => feeds.GetValueOrDefault("step." + p.Key) is { } values
                ? new Tensor(values.Type, p.Value.Dims, values.Values[(step * p.Value.Values.Length)..((step + 1) * p.Value.Values.Length)])
                : adapted.GetValueOrDefault("adapted." + p.Key) ?? p.Value));
        }

        return path;
    }

    /// <summary>Mean and variance of each channel of [N, C, H, W].</summary>
    private static (double[] Mean, double[] Variance) Moments(Tensor activations)
    {
        var (channels, positions) = ((int)activations.Dims[1], (int)(activations.Dims[2] * activations.Dims[3]));
        double[][] values = [.. Enumerable.Range(0, channels).Select(c => activations.Values.Where((_, i) => i / positions % channels == c).ToArray())];
        return ([.. values.Select(v => v.Average())], [.. values.Select(v => v.Average(x => Math.Pow(x - v.Average(), 2)))]);
    }

    private static (ForwardModel Model, AdaptationGraphs Graphs) New(string perStep, bool stepFunction = false, bool momentum = false)
    {
        var model = new ConvNetSpec(1, 8, 8, 3) { Filters = 4, Blocks = 2, Normalization = NormalizationKind.Running }.Build(4);
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = Steps, LearningRate = 0.2, Momentum = momentum ? 0.5 : 0, PerStep = perStep.Split(' ') };
        return (model, new AdaptationGraphs(model.Function, spec, stepFunction));
    }
}
