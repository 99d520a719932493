using MamlEdge.Exporter;
using MamlEdge.Exporter.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using Shape = MamlEdge.Exporter.Graphs.Shape;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch.Graphs;

/// <summary>What the rule of an operator sees: the application, its inputs as tensors, and symbols bound to lengths.</summary>
internal sealed record TorchNode(Value Value, Tensor[] Inputs, IReadOnlyDictionary<string, long> Symbols, TorchTarget Target)
{
    /// <summary>The first input.</summary>
    public Tensor X => Inputs[0];

    /// <summary>The attributes of the application.</summary>
    public Attributes Attributes => Value.Attributes;

    /// <summary>The element type of the result.</summary>
    public ScalarType Type => Target.TypeOf(Value.Type);

    /// <summary>An axis counted from the front, from the attribute <c>axis</c>.</summary>
    public long Axis => Attributes.Int("axis", -1) is var axis && axis < 0 ? axis + Value.Inputs[0].Rank : axis;

    /// <summary>An integer list; it must be there.</summary>
    public long[] Ints(string name) => Attributes.Ints(name) ?? throw new ExporterException($"{Value.Op.Name} '{Value.Name}': attribute '{name}' is missing.");

    /// <summary>An attribute shape with its symbols bound.</summary>
    public long[] Resolve(string attribute) => Resolve(Attributes.Shape(attribute));

    /// <summary>A shape with its symbols bound.</summary>
    public long[] Resolve(Shape shape) => [.. shape.Select(d => d.Evaluate(Symbols))];

    /// <summary>A single number of the result's type.</summary>
    public Tensor Number(double value) => Target.Number(value, Type);
}
