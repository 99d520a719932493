using System.Numerics;
using System.Runtime.InteropServices;

namespace MamlEdge.Runtime;

/// <summary>One axis of an area-average resize: which old pixels, with which share, make up each new pixel.</summary>
internal sealed class AreaAverage
{
    private readonly int[] _first;
    private readonly float[][] _shares;

    internal AreaAverage(int from, int to)
    {
        _first = new int[to];
        _shares = new float[to][];
        var scale = (double)from / to;
        for (var i = 0; i < to; i++)
        {
            var (start, end) = (i * scale, (i + 1) * scale);
            _first[i] = (int)start;
            var last = Math.Min((int)Math.Ceiling(end - 1e-9), from) - 1;
            _shares[i] = new float[last - _first[i] + 1];
            for (var j = 0; j < _shares[i].Length; j++)
            {
                var pixel = _first[i] + j;
                _shares[i][j] = (float)((Math.Min(end, pixel + 1) - Math.Max(start, pixel)) / scale);
            }
        }
    }

    /// <summary>new[i, c] = sum over j of share[i, j] old[first[i] + j, c], for runs of <paramref name="stride"/> values.</summary>
    internal void Apply(ReadOnlySpan<float> old, Span<float> result, int stride)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            var target = result.Slice(i * stride, stride);
            target.Clear();
            for (var j = 0; j < _shares[i].Length; j++)
                Add(old.Slice((_first[i] + j) * stride, stride), _shares[i][j], target);
        }
    }

    /// <summary>The same of rows that are made when they are asked for: in order, none twice, one in memory at a time.</summary>
    internal void Apply(PixelRows rows, Span<float> result)
    {
        var (row, at) = (new float[rows.Length], -1);
        for (var i = 0; i < _first.Length; i++)
        {
            var target = result.Slice(i * row.Length, row.Length);
            target.Clear();
            for (var j = 0; j < _shares[i].Length; j++)
            {
                if (at != _first[i] + j)
                    rows.Read(at = _first[i] + j, row);
                Add(row, _shares[i][j], target);
            }
        }
    }

    /// <summary>target += share source; the product is rounded before the sum, on every machine.</summary>
    private static void Add(ReadOnlySpan<float> source, float share, Span<float> target)
    {
        var from = MemoryMarshal.Cast<float, Vector<float>>(source);
        var to = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (var i = 0; i < from.Length; i++)
            to[i] = (from[i] * share) + to[i];
        for (var i = from.Length * Vector<float>.Count; i < source.Length; i++)
            target[i] = (source[i] * share) + target[i];
    }
}
