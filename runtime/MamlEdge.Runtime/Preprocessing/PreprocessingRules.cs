using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What the kinds of preprocessing need, and what they take where the record does not say.</summary>
internal static class PreprocessingRules
{
    internal const string Image = "image";
    internal const string Window = "window";
    internal const string Features = "features";

    /// <summary>Half a second: the interruption of records that do not say.</summary>
    internal const double UsualGap = 0.5;

    /// <summary>The stride of records that do not say: windows overlap by half.</summary>
    internal static int HalfOf(int length) => Math.Max(1, (int)Math.Round(length * 0.5));

    /// <summary>A record with all that its kind needs; values were checked with the manifest.</summary>
    internal static Preprocessing Checked(Preprocessing how)
    {
        string? missing = how.Kind switch
        {
            Image => how is { Width: not null, Height: not null } ? null : "width and height",
            Window => how is { Length: not null, Rate: not null, Features: not null } ? null : "length, rate and features",
            Features => how.Features is not null ? null : "features",
            _ => throw Unknown("kind", how.Kind),
        };
        if (missing is not null)
            throw new InputException($"Preprocessing of kind '{how.Kind}'", missing, "none", "Export the bundle again.");
        if (how.Channels is not (null or 1 or 3))
            throw Unknown("channels", $"{how.Channels}");
        return how.Resize is null or Preprocessing.AreaAverage ? how : throw Unknown("resize", how.Resize);
    }

    /// <summary>A recording whose times and values fit.</summary>
    internal static void CheckRecording(ReadOnlySpan<double> seconds, ReadOnlySpan<float> samples, int channels)
    {
        if (samples.Length != (long)seconds.Length * channels)
        {
            throw new InputException(
                "Recording", $"{channels} values for each of {seconds.Length} times", $"{samples.Length} values in all", "Give a time for each sample, and all channels.");
        }

        for (var i = 0; i < seconds.Length; i++)
        {
            if (!double.IsFinite(seconds[i]) || (i > 0 && seconds[i] < seconds[i - 1]))
            {
                throw new InputException(
                    $"Recording, sample {i}", i == 0 ? "a finite time" : $"a time of {seconds[i - 1]} s or later", $"{seconds[i]} s", "Sort the samples, or cut the recording in two.");
            }
        }
    }

    private static InputException Unknown(string field, string value) => new(
        $"Preprocessing, {field}", "one that this version knows", $"'{value}'", "Use a newer version of MamlEdge, or prepare the data as in training and give it as Examples.");
}
