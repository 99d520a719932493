namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// What a batching rule sees: the application for one task, and its inputs for all tasks, of which some have the task axis in
/// front (<paramref name="Mapped"/>) and the others are the same for every task. At least one input is mapped.
/// </summary>
/// <param name="Application">The application for one task.</param>
/// <param name="Inputs">The inputs for all tasks: mapped ones [T, ...], single ones as they were.</param>
/// <param name="Mapped">Which inputs have the task axis.</param>
/// <param name="Attributes">The attributes of the application.</param>
/// <param name="Tasks">T, the length of the task axis; may be a symbol.</param>
public sealed record BatchingContext(Value Application, IReadOnlyList<Value> Inputs, IReadOnlyList<bool> Mapped, Attributes Attributes, Dim Tasks)
{
    /// <summary>The graph that the rule builds in.</summary>
    public Graph Graph => Inputs[0].Graph;

    /// <summary>The shape that an input has for one task.</summary>
    public Shape ShapeOf(int input) => Mapped[input] ? new(Inputs[input].Shape.Skip(1)) : Inputs[input].Shape;

    /// <summary>An error that names the application and the reason.</summary>
    public ExporterException Error(string reason) => new($"{Application.Op.Name} '{Application.Name}' cannot be vectorized: {reason}");
}

/// <summary>The results of all tasks, [T, ...], of an application of which at least one input is mapped.</summary>
public delegate Value BatchingRule(BatchingContext batch);
