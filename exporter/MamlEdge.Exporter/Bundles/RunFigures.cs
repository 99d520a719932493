using MamlEdge.Bundle;
using MamlEdge.Exporter.Inspection;

namespace MamlEdge.Exporter.Bundles;

/// <summary>
/// What a run of a graph costs by the number S of its examples, as a straight line through the figures of the two numbers below. Memory is
/// the largest of several such lines and more, convex in S, so that between the two the line is not below it.
/// </summary>
internal static class RunFigures
{
    /// <summary>The symbol for the number of support examples.</summary>
    public const string Support = "S";

    private const long Few = 1, Many = 100;

    /// <summary>Classes, where their number is free.</summary>
    private const long Classes = 10;

    /// <summary>The figures; null where shapes are not known well enough.</summary>
    /// <param name="model">The graph.</param>
    /// <param name="file">Its file, for messages.</param>
    /// <param name="examples">The symbol for its number of examples.</param>
    public static RunCost? Of(byte[] model, string file, string examples)
    {
        GraphCost Cost(long count) => GraphCost.Of(model, file, new FreeLengths(count, Other: Classes) { SupportSymbol = examples });
        var (few, many) = (Cost(Few), Cost(Many));
        if (few.NodesOfUnknownCost > 0) return null;
        var (bytes, bytesEach) = Line(Bytes(few), Bytes(many));
        var (flops, flopsEach) = Line(few.Flops, many.Flops);
        return new RunCost { Bytes = bytes, BytesPerExample = bytesEach, Flops = flops, FlopsPerExample = flopsEach };
    }

    private static long Bytes(GraphCost cost) => cost.ParameterBytes + cost.ConstantBytes + cost.PeakActivationBytes;

    /// <summary>Start and slope, rounded up; the start is 0 or more.</summary>
    private static (long Start, long Slope) Line(long few, long many)
    {
        var slope = (many - few + Many - Few - 1) / (Many - Few);
        return (Math.Max(0, few - slope), slope);
    }
}
