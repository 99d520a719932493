using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>The gradient of any ONNX model as an ONNX model, which can be differentiated again.</summary>
public static class GradientModel
{
    /// <summary>
    /// The model with the gradients of Σ ⟨cotangent, output⟩: its inputs are those of the model, then one cotangent
    /// <c>&lt;prefix&gt;output.&lt;y&gt;</c> for each differentiated output; its outputs are those of the model, then
    /// <c>&lt;prefix&gt;&lt;name&gt;</c> for each name of <paramref name="wrt"/>.
    /// </summary>
    /// <param name="onnxFile">The model.</param>
    /// <param name="wrt">Inputs or initializers.</param>
    /// <param name="of">Outputs to differentiate; all float outputs by default.</param>
    /// <param name="prefix">Prefix of the added names.</param>
    /// <param name="options">How the model is read.</param>
    public static byte[] Write(string onnxFile, IReadOnlyList<string> wrt, IReadOnlyList<string>? of = null, string prefix = "grad.", ReadOptions? options = null) =>
        OnnxWriter.Write(Simplify.Run(Build(OnnxReader.Read(OnnxFile.Read(onnxFile), options), wrt, of, prefix)), Path.GetFileNameWithoutExtension(onnxFile) + ".grad");

    /// <summary>The same on functions, not simplified.</summary>
    public static Function Build(Function model, IReadOnlyList<string> wrt, IReadOnlyList<string>? of = null, string prefix = "grad.")
    {
        try
        {
            return Differentiated(Composites.Expand(model), wrt, of, prefix);
        }
        catch (ExporterException)
        {
            // In terms of the model itself, where that says it.
            Gradient.Require([.. Outputs(model, of).Select(o => o.Value)], [.. wrt.Select(name => Find(model, name))]);
            throw;
        }
    }

    private static List<Output> Outputs(Function function, IReadOnlyList<string>? of) =>
        of is null or { Count: 0 } ? [.. function.Outputs.Where(o => o.Value.Type.IsFloat())] : [.. of.Select(name => new Output(name, function.Result(name)))];

    private static Function Differentiated(Function function, IReadOnlyList<string> wrt, IReadOnlyList<string>? of, string prefix)
    {
        var graph = function.Graph;
        var seeds = Outputs(function, of).Select(o => (o.Value, Cotangent: graph.NewInput($"{prefix}output.{o.Name}", o.Value.Type, o.Value.Shape))).ToList();
        var variables = wrt.Select(name => Find(function, name)).ToList();
        var gradients = Gradient.Of([.. seeds.Select(s => (s.Value, s.Cotangent))], variables);
        var all = new Function(
            [.. function.Inputs, .. seeds.Select(s => s.Cotangent)],
            [.. function.Outputs, .. wrt.Select((name, i) => new Output(prefix + name, gradients[i]))]);
        var named = all.Outputs.Select(o => o.Name).Concat(all.Inputs.Select(i => i.Name)).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1);
        return named is null ? all : throw new ExporterException($"The name '{named.Key}' would be used twice. Choose another --prefix.");
    }

    private static Value Find(Function function, string name) =>
        function.Inputs.FirstOrDefault(i => i.Name == name)
        ?? function.Reachable().FirstOrDefault(v => v.Op == Leaves.Initializer && v.Name == name)
        ?? throw new ExporterException(
            $"There is no input or initializer '{name}'. There are: {string.Join(", ", function.Inputs.Concat(function.Reachable().Where(v => v.Op == Leaves.Initializer)).Select(v => v.Name))}.");
}
