using System.Numerics.Tensors;

namespace MamlEdge.Trainer.Images;

/// <summary>One axis of an area-average resize: which old pixels, with which share, make up each new pixel.</summary>
internal sealed class AreaAverage
{
    private readonly int[] _first;
    private readonly float[][] _shares;

    public AreaAverage(int from, int to)
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
    public void Apply(ReadOnlySpan<float> old, Span<float> result, int stride)
    {
        for (var i = 0; i < _first.Length; i++)
        {
            var target = result.Slice(i * stride, stride);
            target.Clear();
            for (var j = 0; j < _shares[i].Length; j++)
            {
                var source = old.Slice((_first[i] + j) * stride, stride);
                TensorPrimitives.MultiplyAdd(source, _shares[i][j], target, target);
            }
        }
    }
}
