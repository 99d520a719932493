using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Inspection;

/// <summary>Whether a model can be differentiated once more by some of its inputs: graphs that this project writes always can, by what is adapted.</summary>
public static class GradientClosure
{
    /// <summary>
    /// The nodes on the way from some inputs to the float results whose operators have neither a gradient rule nor a declared zero;
    /// nothing where the model is closed under differentiation.
    /// </summary>
    /// <param name="model">The bytes of the model.</param>
    /// <param name="source">Its name, for messages.</param>
    /// <param name="input">Says of which inputs.</param>
    /// <exception cref="ExporterException">The bytes are no model that can be read.</exception>
    public static IReadOnlyList<string> Missing(byte[] model, string source, Func<string, bool> input)
    {
        var function = Composites.Expand(FlatModel.Read(model, source).Function);
        var active = function.Inputs.Where(i => input(i.Name)).ToHashSet();
        var missing = new List<string>();
        foreach (var value in Function.Reachable([.. function.Outputs.Select(o => o.Value).Where(v => v.Type.IsFloat())]))
        {
            if (value.Op.HasZeroGradient || !value.Inputs.Any(active.Contains)) continue;
            active.Add(value);
            if (!value.Op.IsDifferentiable) missing.Add($"{value.Op.Name} '{value.Name}'");
        }

        return missing;
    }
}
