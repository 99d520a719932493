using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Bundles;

/// <summary>Writes bundles of format 1 (docs/bundle-format.md). The same contents give the same bytes.</summary>
public static class BundleWriter
{
    /// <summary>Writes a bundle folder: whole, or not at all.</summary>
    /// <param name="folder">The folder; it must not exist unless <paramref name="overwrite"/>.</param>
    /// <param name="contents">What goes into it.</param>
    /// <param name="overwrite">Replace a folder that is there.</param>
    /// <exception cref="ExporterException">The model cannot be adapted as asked.</exception>
    /// <exception cref="BundleException">The folder exists or cannot be written.</exception>
    public static void Write(string folder, BundleContents contents, bool overwrite = false)
    {
        var files = Files(contents);
        AtomicFolder.Write(
            folder,
            target =>
            {
                foreach (var (name, bytes) in files) File.WriteAllBytes(Path.Combine(target, name), bytes);
            },
            overwrite);
    }

    /// <summary>The files of a bundle by name, the manifest last.</summary>
    public static IReadOnlyList<(string Name, byte[] Bytes)> Files(BundleContents contents)
    {
        var (model, inner) = (contents.Model, contents.Inner);
        var graphs = new AdaptationGraphs(model.Function, inner, contents.StepFunction);
        var adaptation = graphs.Adaptation();
        var optimized = graphs.AdaptationToOptimize();
        var theta = Theta(contents, graphs.Personal, adaptation);
        var entries = Safetensors.Read(theta).Entries;
        var places = entries.ToDictionary(e => e.Name, e => new ExternalTensor(BundleFiles.Theta, e.FileOffset, e.Tensor.Data.Length, TypeOf(e.Tensor)), StringComparer.Ordinal);
        var figures = places.Where(p => IsFigure(p.Key)).ToDictionary(StringComparer.Ordinal);
        var adapt = OnnxWriter.Write(optimized ?? adaptation, "adapt", All(places, figures));
        var cost = RunFigures.Of(adapt, BundleFiles.Adapt, RunFigures.Support);
        var single = SingleSteps.Of(contents, graphs, cost, figures);
        var frozen = single is null && optimized is not null && model.PerClass.Count + inner.PerStep.Count == 0 ? FrozenContinuation.Write(optimized, graphs.Personal, places) : null;
        var files = new List<(string Name, byte[] Bytes)>
        {
            (BundleFiles.Theta, theta),
            (BundleFiles.Forward, OnnxWriter.Write(Forward(model), "forward", places)),
            (BundleFiles.Adapt, adapt),
            (BundleFiles.Continue, single ?? frozen ?? OnnxWriter.Write(model.PerClass.Count == 0 && inner.PerStep.Count == 0 ? adaptation : graphs.Adaptation(learned: false), "continue", figures)),
            (BundleFiles.Predict, OnnxWriter.Write(Predict(model), "predict")),
        };
        if (contents.MetaGradient) files.Add((BundleFiles.Meta, MetaGradientModel.Write(model, inner, stepFunction: contents.StepFunction)));
        var manifest = BundleManifest.Of(contents, graphs.Personal, entries.ToDictionary(e => e.Name, e => e.Tensor.Type, StringComparer.Ordinal), files) with
        {
            OptimizeAdapt = optimized is not null,
            OptimizeContinue = frozen is not null,
            AdaptationCost = cost,
            ContinuationCost = single is null ? null : RunFigures.Of(single, BundleFiles.Continue, RunFigures.Support),
        };
        if (single is not null) manifest = manifest with { Inner = manifest.Inner with { ContinueSteps = 1 } };
        return [.. files, (BundleFiles.Manifest, manifest.ToJson())];
    }

    /// <summary>Whether a name is that of a figure of the inner loop, and not of a parameter: rates, and values for each step.</summary>
    private static bool IsFigure(string name) => name is "lr" || name.StartsWith("lr.", StringComparison.Ordinal) || StepValues.Has(name);

    /// <summary>Places by the names that the adaptation graph uses: theta.* for parameters, figures as they are.</summary>
    private static Dictionary<string, ExternalTensor> All(Dictionary<string, ExternalTensor> places, Dictionary<string, ExternalTensor> figures) =>
        places.Where(p => !IsFigure(p.Key)).Select(p => KeyValuePair.Create(BundleFiles.ThetaInput(p.Key), p.Value)).Concat(figures).ToDictionary(StringComparer.Ordinal);

    private static DataType TypeOf(SafeTensor tensor) => tensor.Type switch
    {
        ElementType.Float16 => DataType.Float16,
        ElementType.BFloat16 => DataType.BFloat16,
        _ => DataType.Float32,
    };

    private static SafeTensor Stored(Parameter p, DataType type) => type switch
    {
        DataType.Float16 => new(ElementType.Float16, p.Shape, Raw(p, type)),
        DataType.BFloat16 => new(ElementType.BFloat16, p.Shape, Raw(p, type)),
        _ => SafeTensor.FromFloats(p.Values, p.Shape),
    };

    private static byte[] Raw(Parameter p, DataType type) => Onnx.TensorValues.ToRaw((int)type, Array.ConvertAll(p.Values, v => (double)v));

    private static byte[] Theta(BundleContents contents, IReadOnlyList<string> adapted, Function adaptation)
    {
        // What is adapted stays in float32: small steps would be lost in half precision, and personal states are float32.
        var inner = contents.Inner;
        var rates = inner.Rates ?? inner.Ridge?.ToRates();
        var tensors = contents.Model.Parameters.Select(p => KeyValuePair.Create(
            p.Name, Stored(p, contents.KeepTypes && !adapted.Contains(p.Name) ? p.StoredAs : DataType.Float32))).ToList();
        foreach (var figure in adaptation.Inputs.Where(i => IsFigure(i.Name)))
        {
            var values = StepValues.Has(figure.Name) ? contents.Model.AfterEachStep(inner, figure.Name[StepValues.Prefix.Length..])
                : rates?.GetValueOrDefault(figure.Name["lr.".Length..])?.ToFloats() ?? [.. Enumerable.Repeat((float)inner.LearningRate, (int)figure.Shape.Size.Known)];
            tensors.Add(KeyValuePair.Create(figure.Name, SafeTensor.FromFloats(values, figure.Shape.ToLongs())));
        }

        return Safetensors.Write(tensors);
    }

    /// <summary>The forward function with the parameters as they are learned: of a head for any number of classes, the row that each starts from.</summary>
    private static Function Forward(ForwardModel model)
    {
        if (model.PerClass.Count == 0) return model.Function;
        var rewriter = new Transforms.Rewriter(new Graph());
        foreach (var input in model.Function.Inputs.Skip(1))
            rewriter.Replace(input, Operators.Leaves.NewInput(rewriter.Target, input.Name, input.Type, ClassRows.Learned(input)));
        return rewriter.Copy(model.Function);
    }

    /// <summary>The forward function with its parameters as inputs <c>theta.*</c>.</summary>
    private static Function Predict(ForwardModel model)
    {
        var rewriter = new Transforms.Rewriter(new Graph());
        foreach (var input in model.Function.Inputs)
        {
            var name = input == model.Input ? input.Name : BundleFiles.ThetaInput(input.Name);
            rewriter.Replace(input, Operators.Leaves.NewInput(rewriter.Target, name, input.Type, input.Shape));
        }

        return rewriter.Copy(model.Function);
    }
}
