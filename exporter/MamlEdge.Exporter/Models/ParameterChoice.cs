using System.Text.RegularExpressions;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>Which initializers of a model are parameters.</summary>
internal static partial class ParameterChoice
{
    /// <summary>What adds, scales and bounds numbers: a single number there may be a constant of an activation.</summary>
    private static readonly HashSet<Operator> Elementwise =
        [Arithmetic.Add, Arithmetic.Sub, Arithmetic.Mul, Arithmetic.Div, Arithmetic.Pow, Arithmetic.Max, Arithmetic.Min, Bounds.Clip, Comparison.Where];

    /// <summary>
    /// Names that exporters make up for constants: tf2onnx <c>const_fold_opt__31</c> and <c>.../add/y:0</c>, PyTorch <c>onnx::Mul_5</c> and
    /// <c>/act/Constant_output_0</c>. Variables keep theirs: <c>.../ReadVariableOp:0</c>, <c>layer.weight</c>.
    /// </summary>
    [GeneratedRegex("^const_|^onnx::|Constant|/[xy](:0)?$")]
    private static partial Regex MadeUp();

    /// <summary>
    /// Float initializers of rank 1 or more, without the running statistics of BatchNormalization and without single numbers that an
    /// exporter named and that only elementwise arithmetic uses.
    /// </summary>
    /// <param name="function">The model.</param>
    /// <param name="initializers">Its initializers.</param>
    /// <param name="notes">Gets what was left out that may be a parameter after all.</param>
    public static HashSet<Value> Default(Function function, IReadOnlyList<Value> initializers, List<string> notes)
    {
        var uses = function.Reachable().SelectMany(v => v.Inputs.Select((input, slot) => (Input: input, User: v, Slot: slot))).ToLookup(u => u.Input);
        var chosen = new HashSet<Value>();
        foreach (var i in initializers.Where(i => i.Type.IsFloat() && i.Rank > 0))
        {
            var statistic = uses[i].Count(u => u.User.Op == Normalization.BatchNormalization && u.Slot > 2);
            if (statistic > 0 && statistic < uses[i].Count())
                notes.Add($"'{i.Name}' is a running statistic of a batch norm and something else too, since the exporter wrote equal tensors once. It is not adapted; to adapt it with both uses, name the parameters with --parameters.");
            else if (i.Shape.Size == 1 && MadeUp().IsMatch(i.Name) && uses[i].All(u => Elementwise.Contains(u.User.Op)))
                notes.Add($"'{i.Name}' is a single number of the arithmetic and counts as a constant. To adapt it, name the parameters with --parameters.");
            else if (statistic == 0) chosen.Add(i);
        }

        return chosen;
    }

    /// <summary>Initializers whose names match one of the globs.</summary>
    /// <exception cref="ExporterException">A glob matches none; the names there are are listed.</exception>
    public static HashSet<Value> Matching(IReadOnlyList<Value> initializers, IReadOnlyList<string> globs)
    {
        foreach (var glob in globs)
        {
            if (!initializers.Any(i => i.Type.IsFloat() && AdaptedNames.Matches(glob, i.Name)))
                throw new ExporterException($"No float initializer matches '{glob}'. There are: {string.Join(", ", initializers.Where(i => i.Type.IsFloat()).Select(i => i.Name))}.");
        }

        return [.. initializers.Where(i => i.Type.IsFloat() && globs.Any(g => AdaptedNames.Matches(g, i.Name)))];
    }
}
