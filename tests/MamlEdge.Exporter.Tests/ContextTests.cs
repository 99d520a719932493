using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Context parameters (CAVIA, Zintgraf et al. 2019): they alone take the steps, and everything else is learned through these.</summary>
public class ContextTests
{
    private const int Steps = 3;
    private const double Rate = 0.7;

    public static TheoryData<string> Nets => [nameof(Perceptron), nameof(Convolutional)];

    private static InnerLoopSpec Spec => new() { Loss = LossKind.CrossEntropy, Steps = Steps, LearningRate = Rate, Adapt = [ModelSpec.ContextName] };

    private static ForwardModel Perceptron => new MlpSpec(2, [5], 3) { Activation = Activation.Tanh, Context = 4 }.Build(2);

    private static ForwardModel Convolutional => new ConvNetSpec(1, 8, 8, 3) { Filters = 2, Blocks = 2, Normalization = NormalizationKind.Layer, Context = 4 }.Build(2);

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_steps_are_those_of_gradient_descent_on_the_context_alone(string net)
    {
        var graphs = new AdaptationGraphs(Model(net).Function, Spec);
        Assert.Equal([ModelSpec.ContextName], graphs.Adapted);
        Assert.Equal(["adapted.context", "support_loss"], graphs.Adaptation().Outputs.Select(o => o.Name).Order(StringComparer.Ordinal));
        StepsByHand.Compare(Model(net), Spec, (_, _, _, gradient, _) => Array.ConvertAll(gradient, g => Rate * g));
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_context_decides_what_queries_get(string net)
    {
        var model = Model(net);
        var graphs = new AdaptationGraphs(model.Function, Spec);
        var meta = graphs.MetaGradient(queryOutput: true);
        var feeds = AdaptationFeeds.Of(meta, model);
        var context = new Interpreter(graphs.Adaptation()).Run(feeds)["adapted.context"];
        Assert.True(context.Values.Max(Math.Abs) > 1e-3);
        var forward = model.Function.Inputs.ToDictionary(i => i.Name, i => i.Name == "x" ? feeds["query_x"] : i.Name.EndsWith(ModelSpec.ContextName, StringComparison.Ordinal) ? context : feeds["theta." + i.Name]);
        Assert.InRange(AdaptationFeeds.Difference(new Interpreter(model.Function).Run(forward)["y"], new Interpreter(meta).Run(feeds)["query_output"]), 0, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Nets))]
    public void The_meta_gradient_passes_through_the_steps_of_the_context(string net)
    {
        var model = Model(net);
        var meta = new AdaptationGraphs(model.Function, Spec).MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, model);
        var pairs = model.Parameters.Select(p => ("theta." + p.Name, "meta." + p.Name)).ToList();
        Assert.InRange(GradientCheck.Largest(meta, feeds, "query_loss", pairs, epsilon: 1e-6), 0, 1e-6);
        var firstOrder = new AdaptationGraphs(model.Function, Spec with { FirstOrder = true }).MetaGradient();
        Assert.True(GradientCheck.Largest(firstOrder, feeds, "query_loss", pairs, epsilon: 1e-6) > 1e-3);
    }

    private static ForwardModel Model(string net) => net == nameof(Perceptron) ? Perceptron : Convolutional;
}
