using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads MaxUnpool: values written into zeros at the flat indices that MaxPool gave, whose gradient is a gather.</summary>
internal static class UnpoolForm
{
    public static Value Read(OnnxNode n)
    {
        var (x, kernel) = (n.X(), n.Attributes.Ints("kernel_shape") ?? throw n.Error("kernel_shape is missing"));
        var rank = kernel.Length;
        var (strides, pads) = (n.Attributes.Ints("strides") ?? [.. Enumerable.Repeat(1L, rank)], n.Attributes.Ints("pads") ?? new long[2 * rank]);
        var shape = n.Has(2) ? new Shape(n.Dims(2, "output_shape")) : new Shape([.. x.Shape.Take(2), .. Enumerable.Range(0, rank).Select(axis => Unpooled(x.Shape[axis + 2], axis))]);
        return x.Graph.NewFill(x.Type, new Shape(shape.Size), 0)
            .Scatter(n.X(1).CastTo(DataType.Int64).Reshape(new Shape(x.Shape.Size)), x.Reshape(new Shape(x.Shape.Size)), 0).Reshape(shape);

        Dim Unpooled(Dim positions, int axis) => positions.IsKnown ? ((positions.Known - 1) * strides[axis]) + kernel[axis] - pads[axis] - pads[axis + rank]
            : throw n.Error($"spatial axis {axis + 2} of {x.Shape} must be known");
    }
}
