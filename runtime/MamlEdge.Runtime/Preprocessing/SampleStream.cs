namespace MamlEdge.Runtime;

/// <summary>Samples of several channels over time, resampled to a fixed rate by linear interpolation and cut into windows.</summary>
/// <param name="times">Seconds, not backwards; of several samples of one time, the last stands for them.</param>
/// <param name="values">[samples, channels], row-major.</param>
/// <param name="channels">Number of channels.</param>
internal readonly ref struct SampleStream(ReadOnlySpan<double> times, ReadOnlySpan<float> values, int channels)
{
    /// <summary>Values of a stretch after resampling: days of a sensor.</summary>
    private const double MostValues = 1 << 27;

    private readonly ReadOnlySpan<double> _times = times;
    private readonly ReadOnlySpan<float> _values = values;

    /// <summary>Windows of a length, one every stride, of the stretches between interruptions.</summary>
    /// <param name="rate">Samples of a window in a second.</param>
    /// <param name="length">Samples of a window.</param>
    /// <param name="stride">Samples from the start of one window to that of the next.</param>
    /// <param name="gap">Where two samples lie further apart, in seconds, the recording was interrupted and no window goes across.</param>
    internal List<SensorWindow> Cut(double rate, int length, int stride, double gap)
    {
        var windows = new List<SensorWindow>();
        var distinct = Distinct();
        for (int start = 0, end = 1; end <= distinct.Count; end++)
        {
            if (end < distinct.Count && _times[distinct[end]] - _times[distinct[end - 1]] <= gap)
                continue;
            Cut(distinct[start..end], rate, length, stride, windows);
            start = end;
        }

        return windows;
    }

    private List<int> Distinct()
    {
        var kept = new List<int>(_times.Length);
        for (var i = 0; i < _times.Length; i++)
        {
            if (i + 1 == _times.Length || _times[i + 1] != _times[i])
                kept.Add(i);
        }

        return kept;
    }

    /// <summary>Samples at t0, t0 + 1 / rate, ... of a stretch without interruption.</summary>
    private void Cut(List<int> stretch, double rate, int length, int stride, List<SensorWindow> windows)
    {
        var (before, resampled, moments) = (0, new List<float>(), new List<int>());
        var (first, last) = (_times[stretch[0]], _times[stretch[^1]]);
        if ((last - first) * rate * channels > MostValues)
        {
            throw new InputException(
                "Recording", $"at most {MostValues} values at {rate} samples a second", $"{last - first} s of {channels} channels without interruption", "Give it in parts.");
        }

        for (var i = 0; first + i / rate is var now && now <= last; i++)
        {
            while (before + 1 < stretch.Count && _times[stretch[before + 1]] <= now)
                before++;
            var (a, b) = (stretch[before], stretch[Math.Min(before + 1, stretch.Count - 1)]);
            var share = _times[b] > _times[a] ? (float)((now - _times[a]) / (_times[b] - _times[a])) : 0;
            for (var channel = 0; channel < channels; channel++)
            {
                var (x, y) = (_values[a * channels + channel], _values[b * channels + channel]);
                resampled.Add(x + share * (y - x));
            }

            moments.Add(a);
        }

        for (var start = 0; start + length <= moments.Count; start += stride)
        {
            var window = new float[channels * length];
            for (var i = 0; i < window.Length; i++)
                window[i] = resampled[(start + i % length) * channels + i / length];
            windows.Add(new SensorWindow(window, [.. moments[start..(start + length)]]));
        }
    }
}
