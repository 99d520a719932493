using MamlEdge.Exporter.Adaptation;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>The engine on the twelve reference models, whose values an independent automatic differentiation gave.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenCase.Names];

    [GoldenTheory, MemberData(nameof(Cases))]
    public void Losses_adapted_parameters_and_meta_gradients_agree_in_double_precision(string name) => Compare(name, firstOrder: false, inDouble: true, 1e-9);

    [GoldenTheory, MemberData(nameof(Cases))]
    public void They_agree_in_single_precision(string name) => Compare(name, firstOrder: false, inDouble: false, 1e-4);

    [GoldenTheory, MemberData(nameof(Cases))]
    public void So_do_first_order_meta_gradients(string name) => Compare(name, firstOrder: true, inDouble: true, 1e-9);

    private static void Compare(string name, bool firstOrder, bool inDouble, double tolerance)
    {
        var golden = GoldenCase.Load(name);
        var inner = golden.Inner with { FirstOrder = firstOrder };
        var trace = EngineProviders.RequireTorch().Trace(golden.Model, inner, golden.Task, new EngineOptions { Precision = inDouble ? Precision.Float64 : Precision.Float32 });

        Close.Assert([(golden.Expected["support_loss"].ToDoubles(), [.. trace.SupportLosses])], tolerance);
        Close.Assert([(golden.Expected["query_loss"].ToDoubles(), [trace.QueryLoss])], tolerance);
        Assert.Equal(inner.Adapt.Count, trace.Adapted.Count);
        Close.Assert(trace.Adapted.Select(p => (golden.Expected["adapted." + p.Key].ToDoubles(), p.Value)), tolerance);
        var prefix = firstOrder ? "fo." : "meta.";
        Close.Assert(trace.Gradient.Where(g => g.Key.StartsWith("theta.", StringComparison.Ordinal)).Select(g => (golden.Expected[prefix + g.Key["theta.".Length..]].ToDoubles(), g.Value)), tolerance);
        var rates = trace.Gradient.Where(g => g.Key.StartsWith("lr.", StringComparison.Ordinal)).ToList();
        if (rates.Count > 0 && !firstOrder) Close.Assert(rates.Select(g => (golden.Expected["meta" + g.Key].ToDoubles(), g.Value)), tolerance);
    }
}
