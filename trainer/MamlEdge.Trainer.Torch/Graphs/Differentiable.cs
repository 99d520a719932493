using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Trainer.Torch.Graphs;

/// <summary>Which inputs a result has a gradient for, by the declarations of the operators.</summary>
internal static class Differentiable
{
    /// <summary>Names of the inputs that the result depends on through operators whose gradient is not declared to be zero.</summary>
    public static IReadOnlySet<string> InputsOf(Function function, string result)
    {
        var reached = new HashSet<Value> { function.Result(result) };
        foreach (var value in function.Reachable().Reverse().Where(reached.Contains).Where(v => !v.Op.HasZeroGradient))
        {
            for (var i = 0; i < value.Inputs.Count; i++)
            {
                var declaredZero = value.Op.Gradients is { } rules && rules[i] is null;
                if (value.Inputs[i].Type.IsFloat() && !declaredZero) reached.Add(value.Inputs[i]);
            }
        }

        return function.Inputs.Where(reached.Contains).Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
    }
}
