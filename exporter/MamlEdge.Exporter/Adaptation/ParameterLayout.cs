using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// A parameter in the order of elements in which the forward function uses it. Where a parameter is used only through transposes and
/// reshapes, the inner loop runs on the moved parameter: a step of gradient descent is the same in any order of elements, and the
/// moves are made once instead of at every step and in every gradient.
/// </summary>
internal sealed class ParameterLayout
{
    private readonly IReadOnlyList<Value> _moves;

    private ParameterLayout(IReadOnlyList<Value> moves)
    {
        _moves = moves;
    }

    /// <summary>The forward function on moved parameters, and how each parameter is moved.</summary>
    public static (Function Forward, IReadOnlyDictionary<string, ParameterLayout> Layouts) Of(Function forward)
    {
        var users = forward.Reachable().SelectMany(v => v.Inputs.Distinct().Select(i => (i, v))).ToLookup(u => u.i, u => u.v);
        var results = forward.Outputs.Select(o => o.Value).ToHashSet();
        var layouts = new Dictionary<string, ParameterLayout>(StringComparer.Ordinal);
        var rewriter = new Rewriter(new Graph());
        var inputs = new List<Value> { rewriter.Copy(forward.Inputs[0]) };
        foreach (var parameter in forward.Inputs.Skip(1))
        {
            var moves = new List<Value>();
            var at = parameter;
            while (!results.Contains(at) && users[at].Count() == 1 && users[at].Single() is { Op.Name: "Transpose" or "Reshape" } move
                && !IsFree(move, users[move])) moves.Add(at = move);
            layouts[parameter.Name] = new ParameterLayout(moves);
            var input = rewriter.Target.NewInput(parameter.Name, at.Type, at.Shape);
            rewriter.Replace(at, input);
            inputs.Add(input);
        }

        return (new(inputs, [.. forward.Outputs.Select(o => o with { Value = rewriter.Copy(o.Value) })]), layouts);
    }

    /// <summary>Products take matrices turned for nothing.</summary>
    private static bool IsFree(Value move, IEnumerable<Value> users) => move.Op == Shaping.Transpose && move.Rank == 2 && users.All(u => u.Op == Products.MatMul);

    /// <summary>A value of the parameter's shape, moved.</summary>
    public Value Apply(Value value) => _moves.Aggregate(value, (v, move) => move.Op == Shaping.Transpose
        ? v.Transpose(move.Attributes.Ints("perm")!) : v.Reshape(move.Shape));

    /// <summary>A moved value in the parameter's own order and shape.</summary>
    public Value Undo(Value value) => _moves.Reverse().Aggregate(value, (v, move) => move.Op == Shaping.Transpose
        ? v.Transpose(Shaping.Inverse(move.Attributes.Ints("perm")!)) : v.Reshape(move.Inputs[0].Shape));
}
