using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// One ONNX node as a model has it, on random float inputs and constant others: what is run on ONNX Runtime as it is, read, and
/// differentiated twice.
/// </summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Type">Its operator.</param>
/// <param name="Inputs">A <c>long[]</c> is the shape of a random input that is differentiated, a tensor a constant, null is left out.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record NodeCase(string Name, string Type, object?[] Inputs, params (string Name, object? Value)[] Attributes)
{
    /// <summary>Number of results of the node that are used.</summary>
    public int Outputs { get; init; } = 1;

    /// <summary>Results that are 64-bit integers.</summary>
    public int[] Integers { get; init; } = [];

    /// <summary>Version of the operator set.</summary>
    public int Opset { get; init; } = 18;

    /// <summary>Range of the random inputs, away from kinks and poles.</summary>
    public (double Low, double High) Domain { get; init; } = (-1.5, 1.5);

    /// <summary>Whether ONNX Runtime can run the node itself.</summary>
    public bool Runs { get; init; } = true;

    public override string ToString() => $"{Type} {Name}";

    /// <summary>The node as it is read.</summary>
    public Function Read() => OnnxReader.Read(OnnxFile.Parse(Build().Model, ToString()));

    /// <summary>A model of the node alone and its inputs: x0, x1, ... by position -> y0, y1, ...</summary>
    public (byte[] Model, Dictionary<string, Tensor> Feeds) Build()
    {
        var (graph, random, feeds) = (new Graph(), new Random(29), new Dictionary<string, Tensor>());
        var inputs = new List<Value>();
        foreach (var (given, i) in Inputs.Select((given, i) => (given, i)))
        {
            if (given is long[] dims)
            {
                feeds[$"x{i}"] = new Tensor(DataType.Float32, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b))
                    .Select(_ => (double)(float)(Domain.Low + ((Domain.High - Domain.Low) * random.NextDouble())))]);
            }

            inputs.Add(given switch
            {
                long[] shape => graph.NewInput($"x{i}", DataType.Float32, Shape.Of(shape)),
                Tensor constant => graph.NewConstant(constant, $"c{i}"),
                _ => graph.Add(Leaves.Absent, []),
            });
        }

        // Written as a node of its own operator, whatever the catalog makes of it.
        var outputs = Enumerable.Range(0, Outputs).Select(slot =>
            new Output($"y{slot}", graph.Add(new Operator(Type) { Opset = Opset, OutputSlot = slot }, inputs, new Attributes(Attributes), "node", new(Integers.Contains(slot) ? DataType.Int64 : DataType.Float32, null))));
        return (OnnxWriter.Write(new([.. inputs.Where(i => i.Op == Leaves.Input)], [.. outputs]), Type), feeds);
    }
}
