using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>What the outer loop descends, beside the gradient of the last query loss.</summary>
public class OuterObjectiveTests
{
    private static readonly ForwardModel Model = new MlpSpec(2, [4], 3) { Activation = Activation.Tanh }.Build(5);
    private static readonly InnerLoopSpec Spec = new() { Loss = LossKind.CrossEntropy, Steps = 3, LearningRate = 0.3 };

    [Fact]
    public void The_displacement_is_what_the_steps_moved()
    {
        var graphs = new AdaptationGraphs(Model.Function, Spec with { FirstOrder = true, Outer = new() { Direction = OuterDirection.Displacement } });
        var (meta, feeds) = Run(graphs.MetaGradient());
        var adapted = new Interpreter(graphs.Adaptation()).Run(feeds);
        foreach (var name in graphs.Adapted)
        {
            var moved = feeds["theta." + name].Values.Zip(adapted["adapted." + name].Values, (a, b) => a - b).ToArray();
            Assert.InRange(AdaptationFeeds.Difference(new Tensor(DataType.Float32, meta["meta." + name].Dims, moved), meta["meta." + name]), 0, 1e-12);
        }
    }

    [Fact]
    public void Each_weighted_step_adds_the_meta_gradient_of_a_loop_that_ends_there()
    {
        var (weighted, feeds) = Run(new AdaptationGraphs(Model.Function, Spec with { Outer = new() { WeightedSteps = [0, 1, 3] } }).MetaGradient());
        var weights = feeds["step_weights"].Values;
        var (one, _) = Run(new AdaptationGraphs(Model.Function, Spec with { Steps = 1 }).MetaGradient(), feeds);
        var (three, _) = Run(new AdaptationGraphs(Model.Function, Spec).MetaGradient(), feeds);
        // Before any step the gradient is that of the loss at theta: of the support loss, if the queries were the support set.
        var asSupport = feeds.ToDictionary(f => f.Key, f => f.Key switch { "support_x" => feeds["query_x"], "support_y" => feeds["query_y"], _ => f.Value });
        var before = new Interpreter(new AdaptationGraphs(Model.Function, Spec).SupportGradient()).Run(asSupport);
        Assert.Equal(three["query_loss"].Values, weighted["query_loss"].Values);
        foreach (var name in Model.Parameters.Select(p => p.Name))
        {
            var expected = before["grad." + name].Values.Select((g, i) => (weights[0] * g) + (weights[1] * one["meta." + name].Values[i]) + (weights[2] * three["meta." + name].Values[i])).ToArray();
            Assert.InRange(AdaptationFeeds.Difference(new Tensor(DataType.Float32, weighted["meta." + name].Dims, expected), weighted["meta." + name]), 0, 1e-10);
        }
    }

    [Fact]
    public void The_implicit_direction_solves_its_equation()
    {
        const double Proximal = 4, Epsilon = 1e-5;
        var spec = Spec with { FirstOrder = true, Proximal = Proximal, Outer = new() { Direction = OuterDirection.Implicit, ConjugateSteps = 27 } };
        var graphs = new AdaptationGraphs(Model.Function, spec);
        var (meta, feeds) = Run(graphs.MetaGradient());
        var adapted = new Interpreter(graphs.Adaptation()).Run(feeds);
        var slope = new Interpreter(graphs.SupportGradient());
        // (I + H / lambda) d at phi, the product with H from gradients on either side, must be the query gradient at phi.
        Dictionary<string, Tensor> Phi(double along, bool query = false) => feeds.ToDictionary(f => f.Key, f =>
            f.Key.StartsWith("theta.", StringComparison.Ordinal)
                ? new Tensor(f.Value.Type, f.Value.Dims, [.. adapted["adapted." + f.Key[6..]].Values.Zip(meta["meta." + f.Key[6..]].Values, (p, d) => p + (along * d))])
                : query && f.Key == "support_x" ? feeds["query_x"] : query && f.Key == "support_y" ? feeds["query_y"] : f.Value);
        var (ahead, behind, wanted) = (slope.Run(Phi(Epsilon)), slope.Run(Phi(-Epsilon)), slope.Run(Phi(0, query: true)));
        foreach (var name in graphs.Adapted)
        {
            var product = meta["meta." + name].Values.Select((d, i) => d + ((ahead["grad." + name].Values[i] - behind["grad." + name].Values[i]) / (2 * Epsilon * Proximal))).ToArray();
            Assert.InRange(AdaptationFeeds.Difference(wanted["grad." + name], new Tensor(DataType.Float32, wanted["grad." + name].Dims, product)), 0, 1e-6);
        }
    }

    [Theory]
    [InlineData(OuterDirection.Displacement, null)]
    [InlineData(OuterDirection.Implicit, null)]
    [InlineData(OuterDirection.Gradient, new[] { 0, 2, 3 })]
    public void A_batch_gives_the_sum_over_its_tasks_on_either_machine(OuterDirection direction, int[]? steps)
    {
        var spec = Spec with { FirstOrder = direction != OuterDirection.Gradient, Proximal = 4, Outer = new() { Direction = direction, WeightedSteps = steps } };
        var graphs = new AdaptationGraphs(Model.Function, spec);
        var (ofTask, ofBatch) = (graphs.MetaGradient(), graphs.BatchMetaGradient(Vectorize.Tasks));
        var feeds = TaskFeeds.Of(AdaptationFeeds.Of(ofTask, Model), ["support_x", "support_y", "query_x", "query_y"], 3);
        var expected = feeds.OneByOne.Select(new Interpreter(ofTask).Run).ToArray();
        var (found, onRuntime) = (new Interpreter(ofBatch).Run(feeds.Together), OnnxRun.Run(OnnxWriter.Write(ofBatch, "batch"), feeds.Together));
        foreach (var name in ofTask.Outputs.Select(o => o.Name).Where(n => n.StartsWith("meta.", StringComparison.Ordinal)))
        {
            var sum = new Tensor(DataType.Float32, expected[0][name].Dims, [.. expected[0][name].Values.Select((_, i) => expected.Sum(e => e[name].Values[i]))]);
            Assert.InRange(AdaptationFeeds.Difference(sum, found[name]), 0, 1e-9);
            Assert.InRange(AdaptationFeeds.Difference(sum, onRuntime[name]), 0, 1e-4);
        }
    }

    [Fact]
    public void Contradictions_are_refused_by_name()
    {
        void Refused(string part, InnerLoopSpec spec) =>
            Assert.Contains(part, Assert.Throws<ExporterException>(() => new AdaptationGraphs(Model.Function, spec)).Message, StringComparison.Ordinal);
        var displaced = new OuterObjective { Direction = OuterDirection.Displacement };
        Refused("learning rates", Spec with { LearnRates = true, Outer = displaced });
        Refused("layer1.weight", Spec with { Adapt = ["layer2.*"], Outer = displaced });
        Refused("weights", Spec with { Outer = displaced with { WeightedSteps = [1] } });
        Refused("proximal", Spec with { Outer = new() { Direction = OuterDirection.Implicit } });
        Refused("0 to 3", Spec with { Outer = new() { WeightedSteps = [4] } });
    }

    private static (IReadOnlyDictionary<string, Tensor> Results, Dictionary<string, Tensor> Feeds) Run(Function function, Dictionary<string, Tensor>? feeds = null)
    {
        feeds ??= AdaptationFeeds.Of(function, Model);
        return (new Interpreter(function).Run(feeds), feeds);
    }
}
