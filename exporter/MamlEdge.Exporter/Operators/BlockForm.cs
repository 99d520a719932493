using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reads DepthToSpace and SpaceToDepth as reshapes and transposes.</summary>
internal static class BlockForm
{
    public static Value DepthToSpace(OnnxNode n)
    {
        var x = n.X();
        var b = n.Attributes.Int("blocksize");
        var depth = Dim.Divide(x.Shape[1], b * b) ?? throw n.Error($"{x.Shape[1]} channels do not divide into blocks of {b} x {b}");
        var (height, width) = (x.Shape[2], x.Shape[3]);
        var moved = n.Attributes.Text("mode", "DCR") == "DCR"
            ? x.Reshape(new Shape(x.Shape[0], b, b, depth, height, width)).Transpose(0, 3, 4, 1, 5, 2)
            : x.Reshape(new Shape(x.Shape[0], depth, b, b, height, width)).Transpose(0, 1, 4, 2, 5, 3);
        return moved.Reshape(new Shape(x.Shape[0], depth, height * b, width * b));
    }

    public static Value SpaceToDepth(OnnxNode n)
    {
        var x = n.X();
        var b = n.Attributes.Int("blocksize");
        var height = Dim.Divide(x.Shape[2], b) ?? throw n.Error($"height {x.Shape[2]} does not divide by {b}");
        var width = Dim.Divide(x.Shape[3], b) ?? throw n.Error($"width {x.Shape[3]} does not divide by {b}");
        return x.Reshape(new Shape(x.Shape[0], x.Shape[1], height, b, width, b)).Transpose(0, 3, 5, 1, 2, 4)
            .Reshape(new Shape(x.Shape[0], x.Shape[1] * b * b, height, width));
    }
}
