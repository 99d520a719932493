using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Inner steps that each learn from some of the support examples, against programs of one step on those alone.</summary>
public class MinibatchTests
{
    private static readonly ForwardModel Model = new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4);

    // Four examples: minibatches of 2 begin anew after two steps, those of 3 go over the end.
    [Theory]
    [InlineData(2, new[] { 0, 1 }, new[] { 2, 3 }, new[] { 0, 1 })]
    [InlineData(3, new[] { 0, 1, 2 }, new[] { 3, 0, 1 }, new[] { 2, 3, 0 })]
    public void Each_step_learns_from_the_next_examples(int size, params int[][] rows)
    {
        var whole = new AdaptationGraphs(Model.Function, Spec with { Steps = 3, Minibatch = size }).MetaGradient(support: 4, query: 4);
        var feeds = AdaptationFeeds.Of(whole, Model);
        var one = new Interpreter(new AdaptationGraphs(Model.Function, Spec).Adaptation());
        var theta = Model.Parameters.ToDictionary(p => p.Name, p => feeds["theta." + p.Name]);
        foreach (var chosen in rows)
        {
            var step = theta.ToDictionary(p => "theta." + p.Key, p => p.Value);
            foreach (var set in new[] { "support_x", "support_y" }) step[set] = Rows(feeds[set], chosen);
            var adapted = one.Run(step);
            theta = theta.ToDictionary(p => p.Key, p => adapted["adapted." + p.Key]);
        }

        var found = new Interpreter(whole).Run(feeds);
        foreach (var (name, value) in theta)
            Assert.All(feeds["theta." + name].Values.Zip(value.Values, (before, after) => before - after).Zip(found["meta." + name].Values), pair => Assert.Equal(pair.First, pair.Second, 1e-12));
    }

    [Fact]
    public void A_batch_of_tasks_gives_the_sums() =>
        AdaptationFeeds.CompareSums(new(Model.Function, Spec with { Steps = 3, Minibatch = 3, Outer = new() }), Model, support: 4, query: 4);

    [Fact]
    public void What_cannot_be_is_refused()
    {
        string Error(InnerLoopSpec spec, long? support, bool stepFunction = false) =>
            Assert.Throws<ExporterException>(() => new AdaptationGraphs(Model.Function, spec, stepFunction).MetaGradient(support: support)).Message;
        Assert.Contains("Minibatches of 5", Error(Spec with { Minibatch = 5 }, 4));
        Assert.Contains("a known number", Error(Spec with { Minibatch = 2 }, null));
        Assert.Contains("cannot be one function", Error(Spec with { Minibatch = 2 }, 4, stepFunction: true));
        Assert.Contains("at least 1 example, got 0", Error(Spec with { Minibatch = 0 }, 4));
        Assert.Contains("takes no minibatches", Error(Spec with { Minibatch = 2, Ridge = new(), Outer = new() }, 4));
    }

    private static InnerLoopSpec Spec => new() { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.2, FirstOrder = true, Outer = new() { Direction = OuterDirection.Displacement } };

    private static Tensor Rows(Tensor set, int[] rows)
    {
        var length = set.Values.Length / (int)set.Dims[0];
        return new(set.Type, [rows.Length, .. set.Dims.Skip(1)], [.. rows.SelectMany(r => set.Values[(r * length)..((r + 1) * length)])]);
    }
}
