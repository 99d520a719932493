using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Transforms;

/// <summary>
/// Maps a function of one task over a leading task axis, as JAX's vmap: each operator by its own batching rule. What does not depend
/// on the task stays single and is computed once.
/// </summary>
public static class Vectorize
{
    /// <summary>The symbol of the number of tasks where it is free at run time.</summary>
    public static readonly Dim Tasks = Dim.Of("T");

    /// <summary>
    /// The function for all tasks, in a graph of its own. Mapped inputs and the results that depend on them get the task axis in
    /// front; other inputs and results keep their shapes.
    /// </summary>
    /// <param name="function">The function of one task.</param>
    /// <param name="mapped">Names of the inputs that differ between the tasks.</param>
    /// <param name="tasks">Number of tasks T, known or a symbol.</param>
    /// <exception cref="ExporterException">
    /// There is no such input; or an operator that depends on the task has no batching rule, or needs to know the number of tasks.
    /// </exception>
    public static Function Run(Function function, IReadOnlyCollection<string> mapped, Dim tasks)
    {
        function = Composites.Expand(function);
        var ofTask = mapped.Select(function.Input).ToHashSet();
        Rewriter rewriter = null!;
        rewriter = new Rewriter(new Graph(), (value, inputs, attributes) =>
        {
            if (value.Op == Leaves.Input && ofTask.Contains(value)) return rewriter.Target.NewInput(value.Name, value.Type, new Shape([tasks, .. value.Shape]));
            if (!value.Inputs.Any(ofTask.Contains)) return null;
            ofTask.Add(value);
            using var scope = rewriter.Target.Within(value.Scope);
            return Rule(value)(new BatchingContext(value, inputs, [.. value.Inputs.Select(ofTask.Contains)], attributes, tasks));
        });
        return rewriter.Copy(function);
    }

    private static BatchingRule Rule(Value value) => value.Op.Batching ?? throw new ExporterException(
        $"{value.Op.Name} '{value.Name}' depends on the task and has no batching rule. Run the tasks one by one, replace the operator, or add a rule (docs/adding-an-operator.md).");
}
