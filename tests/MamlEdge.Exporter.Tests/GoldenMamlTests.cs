using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Complete MAML quantities against PyTorch, on the reference interpreter and on ONNX Runtime.</summary>
public class GoldenMamlTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("maml").Select(c => c.GetProperty("name").GetString()!)];

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void Second_order_quantities_equal_the_reference(string name) => Check(name, firstOrder: false, "meta.");

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void First_order_meta_gradients_equal_the_reference(string name) => Check(name, firstOrder: true, "fo.");

    private static void Check(string name, bool firstOrder, string quantity)
    {
        var golden = Golden.Maml(name);
        var index = Golden.Cases("maml").Single(c => c.GetProperty("name").GetString() == name);
        var model = ForwardModel.Read(golden.Model);
        Assert.Equal(Texts(index, "parameters"), model.Parameters.Select(p => p.Name));
        var graphs = new AdaptationGraphs(model.Function, SpecOf(index, golden) with { FirstOrder = firstOrder });
        var (adaptation, meta) = (graphs.Adaptation(), graphs.MetaGradient(queryOutput: true));
        var feeds = golden.Names.ToDictionary(n => n, n => golden[n]);
        var deep = index.GetProperty("steps").GetInt32() >= 3;
        Compare(golden, quantity, graphs, new Interpreter(adaptation).Run(feeds), new Interpreter(meta).Run(feeds), 1e-9);
        Compare(golden, quantity, graphs, OnnxRun.Run(OnnxWriter.Write(adaptation, name), feeds), OnnxRun.Run(OnnxWriter.Write(meta, name), feeds), deep ? 5e-4 : 1e-4);
    }

    private static void Compare(Golden golden, string quantity, AdaptationGraphs graphs, IReadOnlyDictionary<string, Tensor> adaptation, IReadOnlyDictionary<string, Tensor> meta, double tolerance)
    {
        Assert.Equal(Texts(Golden.Cases("maml").Single(c => golden.Model.EndsWith(c.GetProperty("name").GetString() + ".onnx", StringComparison.Ordinal)), "adapted_parameters"), graphs.Adapted);
        Assert.InRange(golden.Difference(graphs.Adapted.Select(p => ("adapted." + p, adaptation["adapted." + p]))), 0, tolerance);
        Assert.InRange(golden.Difference([("support_loss", adaptation["support_loss"])]), 0, tolerance);
        Assert.InRange(golden.Difference([("query_loss", meta["query_loss"])]), 0, tolerance);
        Assert.InRange(golden.Difference([("query_output", meta["query_output"])]), 0, tolerance);
        var gradients = golden.Names.Where(n => n.StartsWith(quantity, StringComparison.Ordinal)).Select(n => n[quantity.Length..]).ToList();
        Assert.InRange(golden.Difference(gradients.Select(p => (quantity + p, meta["meta." + p]))), 0, tolerance);
        var rates = golden.Names.Where(n => n.StartsWith("metalr.", StringComparison.Ordinal)).ToList();
        if (rates.Count > 0 && quantity == "meta.") Assert.InRange(golden.Difference(rates.Select(n => (n, meta[n]))), 0, tolerance);
    }

    internal static InnerLoopSpec SpecOf(JsonElement index, Golden golden)
    {
        var rates = index.GetProperty("per_parameter_lr").GetBoolean();
        return new InnerLoopSpec
        {
            Loss = index.GetProperty("loss").GetString() == "mse" ? LossKind.Mse : LossKind.CrossEntropy,
            Steps = index.GetProperty("steps").GetInt32(),
            Momentum = index.GetProperty("momentum").GetDouble(),
            LearningRate = rates ? 0 : index.GetProperty("lr").GetDouble(),
            Adapt = Texts(index, "adapted_parameters"),
            LearnRates = rates,
            Rates = rates ? golden.Names.Where(n => n.StartsWith("lr.", StringComparison.Ordinal)).ToDictionary(n => n[3..], n => SafeTensor.FromDoubles(golden[n].Values, [.. golden[n].Dims])) : null,
        };
    }

    private static string[] Texts(JsonElement index, string property) => [.. index.GetProperty(property).EnumerateArray().Select(e => e.GetString()!)];
}
