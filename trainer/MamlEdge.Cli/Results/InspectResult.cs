using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Inspection;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What a file or a bundle consists of.</summary>
/// <param name="Path">The file or the bundle.</param>
/// <param name="Kind"><c>bundle</c>, <c>model</c>, <c>state</c> or <c>tensors</c>.</param>
internal sealed record InspectResult(string Path, string Kind) : CommandResult
{
    /// <summary>Facts by name: those of the manifest, or the metadata of a tensor file.</summary>
    public IReadOnlyList<ReportRow> Facts { get; init; } = [];

    /// <summary>The ONNX models.</summary>
    public IReadOnlyList<ModelFacts> Models { get; init; } = [];

    /// <summary>The tensors of a tensor file, or the parameters and learning rates of a bundle.</summary>
    public IReadOnlyList<TensorFacts> Tensors { get; init; } = [];

    /// <summary>A bundle: its manifest and its graphs.</summary>
    public static InspectResult OfBundle(BundleReader bundle, FreeLengths lengths)
    {
        var graphs = bundle.Manifest.Files.Keys.Where(n => n.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        var adapted = bundle.Manifest.Parameters.ToDictionary(p => p.Name, p => p.Adapted, StringComparer.Ordinal);
        return new InspectResult(bundle.Location, "bundle")
        {
            Facts = ManifestFacts.Of(bundle),
            Models = [.. graphs.Select(name => ModelFacts.Of(name, bundle.Read(name), lengths))],
            Tensors = [.. Safetensors.Read(bundle.Read(BundleFiles.Theta), BundleFiles.Theta).Entries.Select(e =>
                new TensorFacts(e.Name, $"{e.Tensor.Type.ToString().ToLowerInvariant()}, "
                    + $"{(adapted.TryGetValue(e.Name, out var changes) ? changes ? "adapted" : "fixed" : "learning rate")}", e.Tensor.Shape))],
        };
    }

    /// <summary>One model file.</summary>
    public static InspectResult OfModel(string path, byte[] bytes, FreeLengths lengths) => new(path, "model")
    {
        Models = [ModelFacts.Of(System.IO.Path.GetFileName(path), bytes, lengths)],
    };

    /// <summary>A safetensors file, or the personal state that it is.</summary>
    public static InspectResult OfTensors(string path, SafetensorsFile file) => new(path, file.Metadata.ContainsKey("mamlEdgeState") ? "state" : "tensors")
    {
        Facts = [.. file.Metadata.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => new ReportRow(m.Key, m.Value))],
        Tensors = [.. file.Entries.Select(e => new TensorFacts(e.Name, e.Tensor.Type.ToString().ToLowerInvariant(), e.Tensor.Shape))],
    };

    public override void Print(IAnsiConsole console)
    {
        console.Write(ResultTable.Facts([("Kind", Kind), ("Path", Path), .. Facts.Select(f => (f.Name, f.Value))]));
        foreach (var model in Models)
            Print(console, model);
        if (Tensors.Count == 0)
            return;
        var table = ResultTable.Create(2, "Tensor", "Type", "Shape", "Values");
        foreach (var tensor in Tensors)
        {
            table.Row(
                tensor.Name,
                tensor.Type,
                $"[{string.Join(", ", tensor.Shape)}]",
                Quantities.Count(tensor.Shape.Aggregate(1L, (a, b) => a * b)));
        }

        console.Write(table);
    }

    private static void Print(IAnsiConsole console, ModelFacts model)
    {
        var facts = model.Facts;
        console.WriteLine();
        console.WriteLine($"{model.Name}: {Quantities.Bytes(model.Bytes)}, {Quantities.Of(model.Nodes, "node")}, opset {facts.Opset.ToString(CultureInfo.InvariantCulture)}");
        console.Write(ResultTable.Facts(
        [
            ("  inputs", Shortened(facts.Inputs)),
            ("  outputs", Shortened(facts.Outputs)),
            .. facts.Functions.Select(f => ("  function", $"{f.Name}: {Quantities.Of(f.Nodes, "node")}, {Quantities.Of(f.Calls, "call")}")),
            ("  operators", string.Join(", ", facts.Operators.Select(o => $"{o.Key} {o.Value}"))),
            ("  initializers", $"{Quantities.Count(facts.ConstantElements)} values"
                + (facts.ExternalConstants.Count > 0 ? $", {Quantities.Of(facts.ExternalConstants.Count, "tensor")} in other files" : "")),
            .. CostRows(model),
        ]));
        if (model.Cost is { } cost)
            PrintCost(console, cost);
    }

    private static IEnumerable<(string, string)> CostRows(ModelFacts model)
    {
        if (model.CostProblem is { } problem)
            yield return ("  cost", $"not known: {problem}");
        if (model.Cost is not { } cost)
            yield break;
        yield return ("  one run", $"{Quantities.Count(cost.Flops)} FLOPs, of them {Quantities.Count(cost.MultiplyAdds)} multiply-adds (2 each), for S = {cost.Lengths.Support}, "
            + $"Q = {cost.Lengths.Query}, any other free length {cost.Lengths.Other}");
        yield return ("  parameters", Quantities.Bytes(cost.ParameterBytes));
        yield return ("  constants", Quantities.Bytes(cost.ConstantBytes));
        yield return ("  activations", $"{Quantities.Bytes(cost.PeakActivationBytes)} at most, at '{cost.PeakAt}'");
        if (cost.NodesOfUnknownCost > 0)
            yield return ("  left out", $"{Quantities.Of(cost.NodesOfUnknownCost, "node")} whose shapes are not known");
    }

    private static void PrintCost(IAnsiConsole console, GraphCost cost)
    {
        var table = ResultTable.Create(1, "Operator", "Nodes", "Multiply-adds", "Other operations");
        foreach (var row in cost.Operators)
            table.Row(row.Operator, Quantities.Count(row.Nodes), Quantities.Count(row.MultiplyAdds), Quantities.Count(row.Operations));
        console.Write(table);
    }

    private static string Shortened(IReadOnlyList<string> values) => values.Count <= 6
        ? string.Join("; ", values)
        : $"{string.Join("; ", values.Take(5))}; and {values.Count - 5} more";
}
