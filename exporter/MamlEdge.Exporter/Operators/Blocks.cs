using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Moves between channels and blocks of pixels of images [N, C, H, W] (attribute <c>blocksize</c>), as reshapes and transposes.</summary>
public static class Blocks
{
    /// <summary>Channels to blocks; the channels are ordered block first (<c>mode</c> DCR) or depth first (CRD).</summary>
    public static readonly Operator DepthToSpace = new("DepthToSpace")
    {
        Opset = 13,
        Expansion = (inputs, a) =>
        {
            var (x, b) = (inputs[0], a.Int("blocksize"));
            var depth = Part(x, 1, b * b);
            var (height, width) = (x.Shape[2], x.Shape[3]);
            var moved = a.Text("mode", "DCR") == "DCR"
                ? x.Reshape(new Shape(x.Shape[0], b, b, depth, height, width)).Transpose(0, 3, 4, 1, 5, 2)
                : x.Reshape(new Shape(x.Shape[0], depth, b, b, height, width)).Transpose(0, 1, 4, 2, 5, 3);
            return moved.Reshape(new Shape(x.Shape[0], depth, height * b, width * b));
        },
    };

    /// <summary>Blocks to channels, block first.</summary>
    public static readonly Operator SpaceToDepth = new("SpaceToDepth")
    {
        Opset = 13,
        Expansion = (inputs, a) =>
        {
            var (x, b) = (inputs[0], a.Int("blocksize"));
            var (height, width) = (Part(x, 2, b), Part(x, 3, b));
            return x.Reshape(new Shape(x.Shape[0], x.Shape[1], height, b, width, b)).Transpose(0, 3, 5, 1, 2, 4)
                .Reshape(new Shape(x.Shape[0], x.Shape[1] * b * b, height, width));
        },
    };

    private static Dim Part(Value x, int axis, long parts) => Dim.Divide(x.Shape[axis], parts)
        ?? throw new ExporterException($"Axis {axis} of '{x.Name}' {x.TypeText} does not divide by {parts}.");
}
