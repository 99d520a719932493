namespace MamlEdge.Trainer.Tasks;

/// <summary>A stretch of a recording that is one example.</summary>
/// <param name="Activity">The activity of more than half of it.</param>
/// <param name="Values">[channels, length], row-major.</param>
internal sealed record SensorWindow(string Activity, float[] Values)
{
    /// <summary>Where two samples lie further apart, in seconds, the recording was interrupted and no window goes across.</summary>
    private const double Interruption = 0.5;

    /// <summary>
    /// Resamples a recording to a fixed rate by linear interpolation and cuts it into overlapping windows. A window in which no activity
    /// takes more than half is left out.
    /// </summary>
    public static IEnumerable<SensorWindow> Cut(Recording recording, SensorOptions options)
    {
        var stride = Math.Max(1, (int)Math.Round(options.Window * (1 - options.Overlap)));
        foreach (var stretch in Stretches(recording.Samples))
        {
            var samples = Resample(stretch, options.Rate);
            for (var start = 0; start + options.Window <= samples.Count; start += stride)
            {
                var window = samples.GetRange(start, options.Window);
                var most = window.GroupBy(sample => sample.Activity).MaxBy(group => group.Count())!;
                if (2 * most.Count() > options.Window)
                    yield return new SensorWindow(most.Key, [.. Enumerable.Range(0, recording.Channels.Count).SelectMany(channel => window.Select(sample => sample.Channels[channel]))]);
            }
        }
    }

    private static IEnumerable<SensorSample[]> Stretches(IReadOnlyList<SensorSample> samples)
    {
        var start = 0;
        for (var i = 1; i <= samples.Count; i++)
        {
            if (i < samples.Count && samples[i].Seconds - samples[i - 1].Seconds <= Interruption) continue;
            yield return [.. samples.Skip(start).Take(i - start)];
            start = i;
        }
    }

    /// <summary>Samples at t0, t0 + 1 / rate, ...; the activity is that of the moment before.</summary>
    private static List<SensorSample> Resample(SensorSample[] samples, double rate)
    {
        var (resampled, before) = (new List<SensorSample>(), 0);
        if (samples.Length == 0) return resampled;
        for (var i = 0; samples[0].Seconds + i / rate is var now && now <= samples[^1].Seconds; i++)
        {
            while (before + 1 < samples.Length && samples[before + 1].Seconds <= now) before++;
            var (a, b) = (samples[before], samples[Math.Min(before + 1, samples.Length - 1)]);
            var share = b.Seconds > a.Seconds ? (float)((now - a.Seconds) / (b.Seconds - a.Seconds)) : 0;
            resampled.Add(new SensorSample(now, [.. a.Channels.Zip(b.Channels, (x, y) => x + share * (y - x))], a.Activity));
        }

        return resampled;
    }
}
