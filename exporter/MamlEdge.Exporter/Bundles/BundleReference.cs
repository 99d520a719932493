using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>
/// What the adaptation of a bundle should give, in double precision by the reference interpreter and independent of the graphs that the
/// bundle ships; to compare those graphs on ONNX Runtime with.
/// </summary>
public sealed class BundleReference
{
    private readonly BundleModel _bundle;
    private readonly AdaptationGraphs _graphs;

    /// <summary>The reference of a bundle's model and inner loop.</summary>
    public BundleReference(BundleModel bundle)
    {
        _bundle = bundle;
        _graphs = new AdaptationGraphs(bundle.Model.Function, bundle.Inner);
    }

    /// <summary>Names of the adapted parameters.</summary>
    public IReadOnlyList<string> Adapted => _graphs.Personal;

    /// <summary>Operators of the model that the interpreter cannot compute, with their nodes; where there are any, nothing here can be asked for.</summary>
    public IReadOnlyList<string> Undefined => Interpreter.Undefined(_bundle.Model.Function);

    /// <summary>The adapted parameters by name and, as <c>support_loss</c>, the losses before each step and after the last.</summary>
    /// <param name="support">Support set.</param>
    public IReadOnlyDictionary<string, double[]> Adapt(ReferenceSet support)
    {
        var function = _graphs.Adaptation();
        return new Interpreter(function).Run(Feeds(function, support)).ToDictionary(
            r => r.Key.StartsWith("adapted.", StringComparison.Ordinal) ? r.Key["adapted.".Length..] : r.Key, r => r.Value.Values, StringComparer.Ordinal);
    }

    /// <summary>Predictions y for x with the given parameters; those that are not given are the meta-learned ones.</summary>
    public double[] Predict(float[] x, long[] xShape, IReadOnlyDictionary<string, double[]> parameters)
    {
        var feeds = _bundle.Model.Parameters.ToDictionary(
            p => p.Name, p => Filled(p, parameters.GetValueOrDefault(p.Name) ?? Array.ConvertAll(p.Values, v => (double)v)), StringComparer.Ordinal);
        feeds[_bundle.Model.Input.Name] = new Tensor(DataType.Float32, xShape, Array.ConvertAll(x, v => (double)v));
        return new Interpreter(_bundle.Model.Function).Run(feeds)[_bundle.Model.Output.Name].Values;
    }

    /// <summary>What <c>meta.onnx</c> should give: <c>query_loss</c>, <c>meta.*</c>, and <c>metalr.*</c> where rates are learned.</summary>
    /// <param name="support">Support set.</param>
    /// <param name="query">Query set.</param>
    /// <param name="learnRates">Whether the rates count as learned, which adds their gradients.</param>
    public IReadOnlyDictionary<string, double[]> MetaGradient(ReferenceSet support, ReferenceSet query, bool learnRates)
    {
        var function = new AdaptationGraphs(_bundle.Model.Function, _bundle.Inner with { LearnRates = learnRates }).MetaGradient();
        return new Interpreter(function).Run(Feeds(function, support, query)).ToDictionary(r => r.Key, r => r.Value.Values, StringComparer.Ordinal);
    }

    /// <summary>
    /// The largest error of the support loss gradient against central differences along random directions, relative to the largest
    /// directional derivative; about 1e-6 for a right gradient of a smooth net, more where a step crosses a kink.
    /// </summary>
    /// <param name="support">Support set.</param>
    /// <param name="seed">Decides the directions.</param>
    public double GradientError(ReferenceSet support, ulong seed = 0)
    {
        var function = _graphs.SupportGradient();
        return GradientCheck.Largest(function, Feeds(function, support), "support_loss", [.. _graphs.Adapted.Select(p => ("theta." + p, "grad." + p))], epsilon: 1e-6, seed: seed);
    }

    /// <summary>The same for the second-order gradient of the query loss through the steps, in all parameters.</summary>
    /// <param name="support">Support set.</param>
    /// <param name="query">Query set.</param>
    /// <param name="seed">Decides the directions.</param>
    public double MetaGradientError(ReferenceSet support, ReferenceSet query, ulong seed = 0)
    {
        // The exact gradient is checked, also where training ignored second derivatives.
        var exact = new AdaptationGraphs(_bundle.Model.Function, _bundle.Inner with { FirstOrder = false }).MetaGradient();
        var statistics = ForwardForms.StatisticsOf(_bundle.Model.Function);
        return GradientCheck.Largest(
            exact, Feeds(exact, support, query), "query_loss", [.. _bundle.Model.Parameters.Where(p => !statistics.Contains(p.Name)).Select(p => ("theta." + p.Name, "meta." + p.Name))], directions: 2, epsilon: 1e-6, seed: seed);
    }

    /// <summary>A parameter's values, of which there may be several rows for its one.</summary>
    private static Tensor Filled(Parameter parameter, double[] values) =>
        new(DataType.Float32, values.Length == parameter.Values.Length ? parameter.Shape : [values.Length / parameter.Values.Length, .. parameter.Shape[1..]], values);

    private Dictionary<string, Tensor> Feeds(Function function, ReferenceSet support, ReferenceSet? query = null)
    {
        var feeds = _bundle.Model.Parameters.ToDictionary(p => "theta." + p.Name, p => new Tensor(DataType.Float32, p.Shape, Array.ConvertAll(p.Values, v => (double)v)), StringComparer.Ordinal);
        foreach (var (name, set) in new[] { ("support", support), ("query", query) })
        {
            if (set is null) continue;
            feeds[name + "_x"] = new Tensor(DataType.Float32, set.XShape, Array.ConvertAll(set.X, v => (double)v));
            feeds[name + "_y"] = new Tensor(function.Input(name + "_y").Type, set.YShape, set.Y);
        }

        foreach (var figure in function.Inputs.Where(i => StepValues.Has(i.Name)))
        {
            var values = _bundle.Model.AfterEachStep(_bundle.Inner, figure.Name[StepValues.Prefix.Length..]);
            feeds[figure.Name] = new Tensor(figure.Type, figure.Shape.ToLongs(), Array.ConvertAll(values, v => (double)v));
        }

        foreach (var rate in function.Inputs.Where(i => !feeds.ContainsKey(i.Name)))
        {
            var name = rate.Name.StartsWith("lr.", StringComparison.Ordinal) ? rate.Name["lr.".Length..] : rate.Name;
            var values = _bundle.Inner.Rates?[name].ToDoubles() ?? [.. Enumerable.Repeat(_bundle.Inner.LearningRate, (int)rate.Shape.Size.Known)];
            feeds[rate.Name] = new Tensor(rate.Type, rate.Shape.ToLongs(), values);
        }

        return feeds;
    }
}

/// <summary>Examples with their labels or targets, row-major.</summary>
/// <param name="X">Examples.</param>
/// <param name="XShape">Their shape.</param>
/// <param name="Y">Labels or targets.</param>
/// <param name="YShape">Their shape.</param>
public sealed record ReferenceSet(float[] X, long[] XShape, double[] Y, long[] YShape);
