using MamlEdge.Bundle;
using MamlEdge.Exporter.Inspection;

namespace MamlEdge.Exporter.Bundles;

/// <summary>
/// What a run of <c>adapt.onnx</c> costs by the number S of support examples, as a straight line through the figures of the two numbers below. Memory is
/// the largest of several such lines and more, convex in S, so that between the two the line is not below it.
/// </summary>
internal static class AdaptationFigures
{
    private const long Few = 1, Many = 100;

    /// <summary>Classes, where their number is free.</summary>
    private const long Classes = 10;

    /// <summary>The figures; null where shapes are not known well enough.</summary>
    public static AdaptationCost? Of(byte[] adapt)
    {
        var (few, many) = (Cost(adapt, Few), Cost(adapt, Many));
        if (few.NodesOfUnknownCost > 0) return null;
        var (bytes, bytesEach) = Line(Bytes(few), Bytes(many));
        var (flops, flopsEach) = Line(few.Flops, many.Flops);
        return new AdaptationCost { Bytes = bytes, BytesPerExample = bytesEach, Flops = flops, FlopsPerExample = flopsEach };
    }

    private static GraphCost Cost(byte[] adapt, long examples) => GraphCost.Of(adapt, BundleFiles.Adapt, new FreeLengths(examples, Other: Classes));

    private static long Bytes(GraphCost cost) => cost.ParameterBytes + cost.ConstantBytes + cost.PeakActivationBytes;

    /// <summary>Start and slope, rounded up; the start is 0 or more.</summary>
    private static (long Start, long Slope) Line(long few, long many)
    {
        var slope = (many - few + Many - Few - 1) / (Many - Few);
        return (Math.Max(0, few - slope), slope);
    }
}
