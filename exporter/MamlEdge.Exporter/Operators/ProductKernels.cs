using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>Reference kernel of the matrix product.</summary>
internal static class ProductKernels
{
    public static Tensor MatMul(Tensor a, Tensor b)
    {
        var left = a.Rank > 1 ? a : a.Reshape(1, a.Dims[0]);
        var right = b.Rank > 1 ? b : b.Reshape(b.Dims[0], 1);
        var (rows, inner, columns) = (left.Dims[^2], left.Dims[^1], right.Dims[^1]);
        var (lead, lefts) = Blocks(left, rows * inner, right);
        var (_, rights) = Blocks(right, inner * columns, left);
        var result = new double[lefts.Length * rows * columns];
        for (var block = 0; block < lefts.Length; block++)
        {
            for (var i = 0L; i < rows; i++)
            {
                for (var k = 0L; k < inner; k++)
                {
                    var factor = left.Values[lefts[block] + (i * inner) + k];
                    var to = (block * rows * columns) + (i * columns);
                    var from = rights[block] + (k * columns);
                    for (var j = 0L; j < columns; j++) result[to + j] += factor * right.Values[from + j];
                }
            }
        }

        var dims = lead.ToList();
        if (a.Rank > 1) dims.Add(rows);
        if (b.Rank > 1) dims.Add(columns);
        return new Tensor(a.Type, dims, result);
    }

    private static (IReadOnlyList<long> Lead, long[] Offsets) Blocks(Tensor mine, long size, Tensor other)
    {
        var lead = mine.Dims.SkipLast(2).ToArray();
        var count = Tensor.Count(lead);
        var offsets = new double[count];
        for (var i = 0; i < count; i++) offsets[i] = i * size;
        var theirs = other.Dims.SkipLast(2).ToArray();
        var spread = Broadcasting.Map(
            DataType.Int64,
            new Tensor(DataType.Int64, lead, offsets),
            new Tensor(DataType.Int64, theirs, new double[Tensor.Count(theirs)]),
            (x, _) => x);
        return (spread.Dims, spread.ToLongs());
    }
}
