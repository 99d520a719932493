using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Cli.Results;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Verification;

/// <summary>
/// The engines <c>onnx</c> and <c>torch</c> side by side on one made-up task, both in float32: two independent differentiations of the
/// same model, one by the exporter, one by libtorch.
/// </summary>
internal static class EngineChecks
{
    public static IEnumerable<Check> Run(string path, BundleReader bundle, VerificationOptions options, CancellationToken cancellation)
    {
        var torch = EngineProviders.RequireTorch();
        var (model, inner) = BundleModel.Read(bundle);
        var domain = InputDomain.Of(model, options.Lengths);
        var (support, query) = (new SupportSample(bundle.Manifest, options.Examples, options.Seed, domain), new SupportSample(bundle.Manifest, options.Examples, options.Seed + 1, domain));
        if (support.LabelShape.Length > 1)
        {
            yield return new("Engines", CheckState.Absent, "the engines learn one label an example; this bundle has one a position");
            yield break;
        }

        var task = new Episode(support.ToSet(), query.ToSet());
        var trace = torch.Trace(model, inner, task, new EngineOptions());
        cancellation.ThrowIfCancellationRequested();
        using var onnx = new OnnxEngine(MetaGradientModel.Write(model, inner));
        var gradient = new ParameterVector(onnx.Layout);
        var loss = onnx.Compute([task], InitialParameters.Of(onnx.Layout, model, inner), gradient).Loss;
        using var runtime = MetaModel.Load(path, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        using var personal = support.Adapt(runtime, new AdaptOptions { Guard = false });

        var tolerance = Judgement.Tolerance(inner.Steps);
        float[] losses = [.. personal.Report!.Losses, (float)loss];
        double[] others = [.. trace.SupportLosses, trace.QueryLoss];
        yield return Judgement.Of(
            "Engines: losses", Judgement.Largest([(others, losses)]), tolerance,
            $"support losses and query loss, onnx {Text(losses.Select(l => (double)l))}, torch {Text(others)}");
        yield return Judgement.Of(
            "Engines: adaptation", Judgement.Largest(trace.Adapted.Select(p => (p.Value, personal.State[p.Key].ToFloats()))), tolerance,
            $"{trace.Adapted.Count} adapted parameters, onnx against torch");
        var slots = onnx.Layout.Slots.Where(slot => trace.Gradient.ContainsKey(slot.Name)).ToList();
        yield return Judgement.Of(
            "Engines: gradient", Judgement.Largest(slots.Select(slot => (trace.Gradient[slot.Name], gradient[slot].ToArray()))), tolerance,
            $"meta-gradients of {slots.Count} parameters, norm onnx {Text([Norm(gradient.Values.Select(v => (double)v))])}, torch {Text([Norm(trace.Gradient.Values.SelectMany(v => v))])}");
    }

    private static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(v => v * v));

    private static string Text(IEnumerable<double> numbers) => string.Join(" ", numbers.Select(n => n.ToString("g6", CultureInfo.InvariantCulture)));
}
