using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
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
    public IReadOnlyList<string> Adapted => _graphs.Adapted;

    /// <summary>The adapted parameters by name and, as <c>support_loss</c>, the losses before each step and after the last.</summary>
    /// <param name="x">Support examples, row-major, with their shape.</param>
    /// <param name="xShape">Shape of the examples.</param>
    /// <param name="y">Labels or targets, row-major.</param>
    /// <param name="yShape">Shape of the labels or targets.</param>
    public IReadOnlyDictionary<string, double[]> Adapt(float[] x, long[] xShape, double[] y, long[] yShape)
    {
        var function = _graphs.Adaptation();
        return new Interpreter(function).Run(Feeds(function, x, xShape, y, yShape)).ToDictionary(
            r => r.Key.StartsWith("adapted.", StringComparison.Ordinal) ? r.Key["adapted.".Length..] : r.Key, r => r.Value.Values, StringComparer.Ordinal);
    }

    /// <summary>
    /// The largest error of the support loss gradient against central differences along random directions, relative to the largest
    /// directional derivative; about 1e-6 for a right gradient of a smooth net, more where a step crosses a kink.
    /// </summary>
    public double GradientError(float[] x, long[] xShape, double[] y, long[] yShape)
    {
        var function = _graphs.SupportGradient();
        return GradientCheck.Largest(
            function, Feeds(function, x, xShape, y, yShape), "support_loss", [.. Adapted.Select(p => ("theta." + p, "grad." + p))], epsilon: 1e-6);
    }

    private Dictionary<string, Tensor> Feeds(Function function, float[] x, long[] xShape, double[] y, long[] yShape)
    {
        var feeds = _bundle.Model.Parameters.ToDictionary(p => "theta." + p.Name, p => new Tensor(DataType.Float32, p.Shape, Array.ConvertAll(p.Values, v => (double)v)), StringComparer.Ordinal);
        feeds["support_x"] = new Tensor(DataType.Float32, xShape, Array.ConvertAll(x, v => (double)v));
        feeds["support_y"] = new Tensor(function.Input("support_y").Type, yShape, y);
        foreach (var rate in function.Inputs.Where(i => !feeds.ContainsKey(i.Name)))
        {
            var name = rate.Name.StartsWith("lr.", StringComparison.Ordinal) ? rate.Name["lr.".Length..] : rate.Name;
            feeds[rate.Name] = new Tensor(rate.Type, rate.Shape.ToLongs(), _bundle.Inner.Rates![name].ToDoubles());
        }

        return feeds;
    }
}
