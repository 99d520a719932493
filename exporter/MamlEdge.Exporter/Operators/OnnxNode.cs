using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>A node of an ONNX model as it is read: what a form of <see cref="OnnxForms"/> sees.</summary>
/// <param name="Graph">The graph that it is read into.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="Type">Its operator.</param>
/// <param name="Inputs">Its inputs; null where an optional one is left out.</param>
/// <param name="Attributes">Its attributes.</param>
/// <param name="Opset">Version of the operator set of the model.</param>
/// <param name="Outputs">Which outputs are used.</param>
public sealed record OnnxNode(
    Graph Graph, string Name, string Type, IReadOnlyList<Value?> Inputs, Attributes Attributes, long Opset, IReadOnlyList<bool> Outputs)
{
    /// <summary>Most entries of a table of indices or weights that is written out for a node.</summary>
    public const int LargestTable = 1 << 22;

    /// <summary>Whether the input is there.</summary>
    public bool Has(int input) => Optional(input) is not null;

    /// <summary>An input that may be left out.</summary>
    public Value? Optional(int input) => input < Inputs.Count ? Inputs[input] : null;

    /// <summary>An input that must be there.</summary>
    public Value X(int input = 0) => Optional(input) ?? throw Error($"input {input} is missing");

    /// <summary>The constant of an input.</summary>
    public Tensor Constant(int input, string what) =>
        X(input).Evaluate() ?? throw Unknown($"{what} must be a constant, it is", X(input));

    /// <summary>A list of integers: attribute in old opsets, constant input in newer ones; null where neither is there.</summary>
    public long[]? Longs(string attribute, int input) =>
        Attributes.Ints(attribute) ?? (Has(input) ? Constant(input, attribute).ToLongs() : null);

    /// <summary>A single number: attribute in old opsets, constant input in newer ones; null where neither is there.</summary>
    public double? Number(string attribute, int input) =>
        Attributes.Has(attribute) ? Attributes.Float(attribute) : Has(input) ? Constant(input, attribute).Values[0] : null;

    /// <summary>An axis counted from the front.</summary>
    public int Axis(string attribute, long otherwise, int rank)
    {
        var axis = Attributes.Int(attribute, otherwise);
        axis = axis < 0 ? axis + rank : axis;
        return axis >= 0 && axis <= rank ? (int)axis : throw Error($"axis {axis} is out of range for rank {rank}");
    }

    /// <summary>The dimensions that an input holds.</summary>
    public Dim[] Dims(int input, string what) =>
        X(input).Dims() ?? throw Unknown($"{what} must follow from constants and shapes, it is", X(input));

    /// <summary>A length that a table is built for, unless a damaged model makes it absurd.</summary>
    public int Bounded(double length, string what) => length is >= 0 and <= LargestTable ? (int)length : throw Error($"{what} of {length} is out of range: expected 0 to {LargestTable}");

    /// <summary>The operator of this name over all given inputs, with the given attributes.</summary>
    public Value As(Operator op, Attributes? attributes = null)
    {
        var inputs = Inputs.ToList();
        while (inputs.Count > 0 && inputs[^1] is null) inputs.RemoveAt(inputs.Count - 1);
        return Graph.Add(op, [.. inputs.Select(i => i ?? Graph.Add(Leaves.Absent, []))], attributes ?? Attributes, Name);
    }

    /// <summary>An element type that an attribute names.</summary>
    public DataType Element(string attribute) => Attributes.Int(attribute) is var number && Enum.IsDefined((DataType)number) ? (DataType)number
        : throw Error($"the attribute '{attribute}' is {number}, which is no element type");

    /// <summary>An error that names the node.</summary>
    public ExporterException Error(string reason) => new(Message(reason));

    /// <summary>A parameter that is known only at run time.</summary>
    private ExporterException Unknown(string what, Value value) =>
        new(Message($"{what} {(value.Inputs.Count == 0 ? $"the input '{value.Name}'" : $"computed by {value.Op.Name} '{value.Name}'")}")) { IsForRunTime = true };

    private string Message(string reason) => $"{Type} '{Name}' (opset {Opset}): {reason}.";
}
