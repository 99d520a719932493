namespace MamlEdge.Exporter.Graphs;

/// <summary>A named result of a function.</summary>
public readonly record struct Output(string Name, Value Value);

/// <summary>
/// What a program computes: named results over named inputs, all in one graph. Inputs are values of the operator
/// <c>Input</c>; their names are the program's names.
/// </summary>
public sealed record Function(IReadOnlyList<Value> Inputs, IReadOnlyList<Output> Outputs)
{
    /// <summary>The graph that holds it.</summary>
    public Graph Graph => Outputs.Count > 0 ? Outputs[0].Value.Graph : Inputs[0].Graph;

    /// <summary>Every value that the results need, inputs first, in topological order.</summary>
    public IReadOnlyList<Value> Reachable() => Reachable([.. Outputs.Select(o => o.Value)]);

    /// <summary>Every value that <paramref name="results"/> need, in topological order.</summary>
    public static IReadOnlyList<Value> Reachable(IReadOnlyList<Value> results)
    {
        var seen = new HashSet<Value>();
        var stack = new Stack<Value>(results);
        while (stack.Count > 0)
        {
            var value = stack.Pop();
            if (!seen.Add(value)) continue;
            foreach (var input in value.Inputs) stack.Push(input);
        }

        return [.. seen.OrderBy(v => v.Id)];
    }

    /// <summary>Input of the given name.</summary>
    /// <exception cref="ExporterException">There is none; the message lists those there are.</exception>
    public Value Input(string name) => Inputs.FirstOrDefault(i => i.Name == name)
        ?? throw new ExporterException($"There is no input '{name}'. Inputs: {string.Join(", ", Inputs.Select(i => i.Name))}.");

    /// <summary>Result of the given name.</summary>
    /// <exception cref="ExporterException">There is none; the message lists those there are.</exception>
    public Value Result(string name) => Outputs.FirstOrDefault(o => o.Name == name).Value
        ?? throw new ExporterException($"There is no output '{name}'. Outputs: {string.Join(", ", Outputs.Select(o => o.Name))}.");
}
