namespace MamlEdge.Exporter.Tests;

/// <summary>The table: one row for each attribute or form of a node that is read as something of its own.</summary>
internal static partial class NodeCases
{
    public static IReadOnlyList<NodeCase> All { get; } = [.. Recurrent(), .. Indexing(), .. Grids()];

    private static Tensor Longs(long[] dims, params long[] values) => new(DataType.Int64, dims, Array.ConvertAll(values, v => (double)v));
}
