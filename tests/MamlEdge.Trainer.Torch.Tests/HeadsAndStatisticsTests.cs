using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Transforms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>
/// Heads that are solved for, heads for any number of classes, normalisations whose statistics are parameters or that have values of their own for
/// each step, context parameters, minibatches and implicit directions.
/// </summary>
public sealed class HeadsAndStatisticsTests
{
    private const int Ways = 3;
    private static readonly InnerLoopSpec Plain = new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.5 };
    private static readonly InnerLoopSpec Solved = Plain with { Ridge = new RidgeHead(Penalty: 0.5), Adapt = ["head.*"] };

    private static readonly Dictionary<string, (ForwardModel Model, InnerLoopSpec Inner)> Runs = new()
    {
        ["ridge"] = (Net(NormalizationKind.Layer), Solved),
        ["ridge with learned figures"] = (Net(NormalizationKind.Layer), Solved with { LearnRates = true, Steps = 3 }),
        ["ridge for any ways"] = (Net(NormalizationKind.Layer, anyWays: true), Solved with { LearnRates = true }),
        ["ridge with running statistics"] = (Net(NormalizationKind.Running), Solved),
        ["any ways"] = (Net(NormalizationKind.Layer, anyWays: true), Plain),
        ["any ways, first order"] = (Net(NormalizationKind.Layer, anyWays: true), Plain with { FirstOrder = true }),
        ["any ways, learned rates of elements"] = (Net(NormalizationKind.Layer, anyWays: true), Plain with { LearnRates = true, RateSharing = LearningRateSharing.PerElement }),
        ["any ways, statistics of the support set"] = (Net(NormalizationKind.Support, anyWays: true), Plain),
        ["running statistics"] = (Net(NormalizationKind.Running), Plain),
        ["running statistics, losses along the steps"] = (Net(NormalizationKind.Running), Plain with { Outer = new OuterObjective { WeightedSteps = [0, 2] } }),
        ["statistics of the support set"] = (Net(NormalizationKind.Support), Plain),
        ["statistics of the support set, head only"] = (Net(NormalizationKind.Support), Plain with { Adapt = ["head.*"] }),
        ["statistics of the support set, displacement"] = (Net(NormalizationKind.Support), Plain with { FirstOrder = true, Outer = new OuterObjective { Direction = OuterDirection.Displacement } }),
        ["values of each step: statistics"] = (Net(NormalizationKind.Running), Plain with { PerStep = ["norm*.mean", "norm*.variance"] }),
        ["values of each step: all of running statistics"] = (Net(NormalizationKind.Running), Plain with { PerStep = ["norm*"] }),
        ["values of each step: all, losses along the steps"] = (Net(NormalizationKind.Running), Plain with { PerStep = ["norm*"], Outer = new OuterObjective { WeightedSteps = [0, 1, 2] } }),
        ["values of each step: scales and shifts"] = (Net(NormalizationKind.Layer), Plain with { PerStep = ["norm*"], LearnRates = true, RateSharing = LearningRateSharing.PerParameterAndStep }),
        ["values of each step: scales and shifts of the support set"] = (Net(NormalizationKind.Support), Plain with { PerStep = ["norm*.weight", "norm*.bias"] }),
        ["Adam"] = (Net(NormalizationKind.Layer), Plain with { Adam = new AdamMoments(), LearningRate = 0.02 }),
        ["context"] = (Net(NormalizationKind.Layer, context: 4), Plain with { Adapt = [ModelSpec.ContextName], LearningRate = 1 }),
        ["minibatches"] = (Net(NormalizationKind.Layer), Plain with { Steps = 3, Minibatch = 2 }),
        ["minibatches for any ways"] = (Net(NormalizationKind.Layer, anyWays: true), Plain with { Steps = 2, Minibatch = 2 }),
        ["minibatches of the support set"] = (Net(NormalizationKind.Support), Plain with { Steps = 3, Minibatch = 2 }),
        ["implicit"] = (Net(NormalizationKind.Layer), Plain with { FirstOrder = true, Proximal = 2, Outer = new OuterObjective { Direction = OuterDirection.Implicit } }),
        ["implicit with running statistics"] = (Net(NormalizationKind.Running), Plain with { FirstOrder = true, Proximal = 2, Outer = new OuterObjective { Direction = OuterDirection.Implicit } }),
    };

    public static TheoryData<string> Cases => [.. Runs.Keys];

    [TorchTheory, MemberData(nameof(Cases))]
    public void The_engine_onnx_gives_the_same_batched_or_not(string name)
    {
        var (model, inner) = Runs[name];
        EngineTests.AssertEqual(model, inner with { SupportStatistics = IsOfSupport(name) }, Images.Tasks(model, 4), 2e-4, Ways);
    }

    [TorchTheory, MemberData(nameof(Cases))]
    public void So_does_the_reference_in_double_precision(string name)
    {
        var (model, inner) = (Runs[name].Model, Runs[name].Inner with { SupportStatistics = IsOfSupport(name) });
        // A trace is of the last loss.
        if (inner.Outer.WeightedSteps is not null) inner = inner with { Outer = new() };
        var task = Images.Tasks(model, 1)[0];
        var trace = EngineProviders.RequireTorch().Trace(model, inner, task, new EngineOptions { Precision = Precision.Float64 });
        var function = new AdaptationGraphs(model.Function, inner).MetaGradient(support: task.Support.Count, ways: Ways);
        using var layout = EngineProviders.RequireTorch().NewEngine(model, inner, new EngineOptions());
        var parameters = InitialParameters.Of(layout.Layout, model, inner);
        var inputs = layout.Layout.Slots.ToDictionary(slot => slot.Name, slot => new Tensor(DataType.Float32, [.. slot.Shape], parameters[slot].ToArray().Doubles()));
        foreach (var (set, examples) in new[] { ("support", task.Support), ("query", task.Query) })
        {
            inputs[set + "_x"] = new Tensor(DataType.Float32, examples.InputShape, examples.Inputs.Doubles());
            inputs[set + "_y"] = new Tensor(DataType.Int64, examples.TargetShape, [.. examples.Labels.Select(label => (double)label)]);
        }

        var expected = new Interpreter(function).Run(inputs);
        Close.Assert([(expected["query_loss"].Values, [trace.QueryLoss])], 1e-9);
        foreach (var group in trace.Gradient.GroupBy(g => g.Key.StartsWith("theta.", StringComparison.Ordinal)))
            Close.Assert(group.Select(g => (expected[group.Key ? "meta." + g.Key["theta.".Length..] : "meta" + g.Key].Values, g.Value)), 1e-9);
    }

    private static ForwardModel Net(NormalizationKind normalization, bool anyWays = false, int context = 0) =>
        new ConvNetSpec(1, 12, 12, Ways) { Filters = 8, Blocks = 2, Normalization = normalization, AnyWays = anyWays, Context = context }.Build(2);

    private static bool IsOfSupport(string name) => name.Contains("of the support set", StringComparison.Ordinal);
}
