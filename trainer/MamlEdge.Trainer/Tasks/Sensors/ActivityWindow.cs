using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Tasks;

/// <summary>A window of a recording with what the person did in it.</summary>
/// <param name="Activity">The activity of more than half of it.</param>
/// <param name="Values">[channels, length], row-major.</param>
internal sealed record ActivityWindow(string Activity, float[] Values)
{
    /// <summary>The windows of a recording; one in which no activity takes more than half is left out.</summary>
    public static IEnumerable<ActivityWindow> Cut(Recording recording, Preprocessor preprocessor)
    {
        double[] seconds = [.. recording.Samples.Select(sample => sample.Seconds)];
        float[] values = [.. recording.Samples.SelectMany(sample => sample.Channels)];
        foreach (var window in preprocessor.Cut(seconds, values))
        {
            var most = window.Samples.GroupBy(sample => recording.Samples[sample].Activity).MaxBy(group => group.Count())!;
            if (2 * most.Count() > window.Samples.Length) yield return new ActivityWindow(most.Key, window.Values);
        }
    }
}
