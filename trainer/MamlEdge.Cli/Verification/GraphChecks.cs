using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Inspection;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Verification;

/// <summary>What the graphs of a bundle consist of, against the rules of its format (docs/bundle-format.md).</summary>
internal static class GraphChecks
{
    private const int MostShown = 10;

    public static IEnumerable<Check> Run(BundleReader bundle)
    {
        var graphs = bundle.Manifest.Files.Keys.Where(n => n.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Facts: OnnxFacts.Of(bundle.Read(name), name)))
            .ToArray();
        yield return Rules(graphs, bundle);
        yield return Domains(graphs);
        yield return Closure(graphs, bundle);
        yield return Opsets(graphs, bundle.Manifest);
        yield return Constants(graphs);
        yield return Interfaces(graphs, bundle.Manifest);
    }

    private static Check Rules((string Name, OnnxFacts Facts)[] graphs, BundleReader bundle)
    {
        var files = bundle.Manifest.Files;
        var problems = graphs.SelectMany(g => ModelChecker.Problems(bundle.Read(g.Name), file => files.TryGetValue(file, out var digest) ? digest.Bytes : null)
            .Select(p => $"{g.Name}: {p}")).ToArray();
        return problems.Length == 0
            ? new("ONNX rules", CheckState.Ok, "versions, names, order of nodes, operator schemas, tensors and external data of all graphs are well formed")
            : new("ONNX rules", CheckState.Problem, string.Join("\n", problems.Take(MostShown)), "Export the bundle again.");
    }

    private static Check Closure((string Name, OnnxFacts Facts)[] graphs, BundleReader bundle)
    {
        // The meta-gradient is one by all parameters; elsewhere a gradient never has to pass what only fixed parameters reach.
        var missing = graphs.SelectMany(g => GradientClosure.Missing(bundle.Read(g.Name), g.Name, Inputs(p => p.Adapted || g.Name == BundleFiles.Meta).Contains)
            .Select(m => $"{m} in {g.Name}")).ToArray();
        return missing.Length == 0
            ? new("Closure", CheckState.Ok, "every operator on the way from an adapted parameter to a result has a gradient rule or a declared zero")
            : new("Closure", CheckState.Problem, $"no gradient rule: {string.Join(", ", missing.Take(MostShown))}", "The graphs were not written by this version. Export the bundle again.");

        HashSet<string> Inputs(Func<ParameterSpec, bool> chosen) => [.. bundle.Manifest.Parameters.Where(chosen).Select(p => BundleFiles.ThetaInput(p.Name))];
    }

    private static Check Domains((string Name, OnnxFacts Facts)[] graphs)
    {
        var foreign = graphs.SelectMany(g => g.Facts.Domains.Where(d => d is not ("" or "ai.onnx") && !g.Facts.FunctionDomains.Contains(d)).Select(d => $"{g.Name} uses '{d}'")).ToArray();
        return foreign.Length == 0
            ? new("Operators", CheckState.Ok, $"{Quantities.Count(graphs.Sum(g => g.Facts.Nodes))} nodes in {graphs.Length} graphs, "
                + $"all of the default domain ai.onnx{(graphs.Any(g => g.Facts.FunctionDomains.Count > 0) ? " or functions of the files made of it" : "")}")
            : new("Operators", CheckState.Problem, string.Join("; ", foreign), "A stock ONNX Runtime cannot run these. Export the bundle again.");
    }

    private static Check Opsets((string Name, OnnxFacts Facts)[] graphs, Manifest manifest)
    {
        var newer = graphs.Where(g => g.Facts.Opset > manifest.Opset).Select(g => $"{g.Name} has {g.Facts.Opset}").ToArray();
        return newer.Length == 0
            ? new("Opset", CheckState.Ok, $"{manifest.Opset} or older: ONNX Runtime {manifest.MinimumOnnxRuntime} or newer")
            : new("Opset", CheckState.Problem, $"expected {manifest.Opset} or older, {string.Join(", ", newer)}", "Export the bundle again.");
    }

    private static Check Constants((string Name, OnnxFacts Facts)[] graphs)
    {
        var overridable = graphs.SelectMany(g => g.Facts.OverridableConstants.Select(c => $"'{c}' in {g.Name}")).ToArray();
        return overridable.Length == 0
            ? new("Constants", CheckState.Ok, "every parameter is either a constant or a required input")
            : new("Constants", CheckState.Problem, $"both constant and input: {string.Join(", ", overridable)}", "Some bindings ignore what one feeds there. Export the bundle again.");
    }

    private static Check Interfaces((string Name, OnnxFacts Facts)[] graphs, Manifest manifest)
    {
        var problems = graphs
            .SelectMany(g => Compare(g.Name, "input", Expected(g.Name, manifest).Inputs, g.Facts.Inputs)
                .Concat(Compare(g.Name, "output", Expected(g.Name, manifest).Outputs, g.Facts.Outputs)))
            .ToArray();
        return problems.Length == 0
            ? new("Interfaces", CheckState.Ok, "inputs and outputs of all graphs are those of the format")
            : new("Interfaces", CheckState.Problem, string.Join("; ", problems), "Export the bundle again.");
    }

    private static (IEnumerable<string> Inputs, IEnumerable<string> Outputs) Expected(string graph, Manifest manifest)
    {
        var theta = manifest.Parameters.Select(p => BundleFiles.ThetaInput(p.Name)).ToArray();
        string[] adapted = [.. manifest.Parameters.Where(p => p.Adapted).Select(p => BundleFiles.AdaptedOutput(p.Name)), BundleFiles.SupportLoss];
        string[] support = [BundleFiles.SupportX, BundleFiles.SupportY];
        return graph switch
        {
            BundleFiles.Forward => ([manifest.Input.Name], [manifest.Output.Name]),
            BundleFiles.Adapt => (support, adapted),
            BundleFiles.Continue => ([.. theta, .. support], adapted),
            BundleFiles.Predict => ([manifest.Input.Name, .. theta], [manifest.Output.Name]),
            _ => ([.. theta, .. support], []),
        };
    }

    private static IEnumerable<string> Compare(string graph, string kind, IEnumerable<string> expected, IReadOnlyList<string> found)
    {
        var names = found.Select(f => f[..f.LastIndexOf(": ", StringComparison.Ordinal)]).ToHashSet(StringComparer.Ordinal);
        return expected.Where(e => !names.Contains(e)).Select(e => $"{graph} lacks the {kind} '{e}'");
    }
}
