using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Trainer.Tasks;

/// <summary>
/// Recognising what a person does from windows of sensor recordings: one person is one task, and the activities keep their labels. An input is
/// [channels, length], standardised by the people of meta-training.
/// </summary>
public static class SensorTasks
{
    /// <summary>Where two samples lie further apart, in seconds, the recording was interrupted and no window goes across.</summary>
    private const double Interruption = 0.5;

    private static readonly ClassSplits Shares = new("person", 64, 16, 20);

    /// <summary>
    /// Reads recordings and cuts them into windows. The recordings of a person are dealt alternately into two halves; the support set of an
    /// episode comes from one half and the query set from the other, so that no window of one overlaps or follows one of the other.
    /// </summary>
    /// <param name="path">A folder or a zip in the layout of Matey-Sanz et al. 2023: PERSON/RECORDING_sp.csv (phone) or _sw.csv (watch).</param>
    /// <param name="options">Null: the usual ones. Without a split, split.json in the folder where it exists, else a seeded one of the people, 64 / 16 / 20.</param>
    /// <exception cref="ArgumentException">Rate, window or overlap is out of range.</exception>
    /// <exception cref="IOException">There are no recordings, or they cannot be read.</exception>
    /// <exception cref="InvalidDataException">A recording is damaged; the message names row and column. Or a person has one recording only.</exception>
    public static GroupedTasks Load(string path, SensorOptions? options = null)
    {
        options ??= new SensorOptions();
        if (!(options.Rate > 0) || options.Window < 1 || options.Overlap is not (>= 0 and < 1))
            throw new ArgumentException($"Expected a positive rate, a window of at least 1 sample and an overlap from 0 to less than 1, got {options.Rate}, "
                + $"{options.Window} and {options.Overlap} (--rate, --window, --overlap).");
        var recordings = SensorFiles.Read(path, options.Device);
        var how = new Preprocessing { Kind = "window", Features = recordings[0].Channels, Length = options.Window, Rate = options.Rate, Stride = options.Stride, MaximumGap = Interruption };
        var preprocessor = new Preprocessor(how);
        var windows = recordings.AsParallel().AsOrdered().Select(recording => ActivityWindow.Cut(recording, preprocessor).ToArray()).ToArray();
        string[] activities = [.. recordings.SelectMany(r => r.Samples).Select(sample => sample.Activity).Distinct().Order(StringComparer.Ordinal)];
        if (activities.Length < 2)
            throw new InvalidDataException($"All recordings in '{path}' show the one activity '{activities.FirstOrDefault()}'. Expected at least two to tell apart.");

        var (groups, inputs) = (new List<TaskGroup>(), new List<float[]>());
        foreach (var person in recordings.Select((recording, i) => (recording.Person, Windows: windows[i])).GroupBy(r => r.Person))
        {
            if (person.Count() < 2)
                throw new InvalidDataException($"'{person.Key}' has one recording. Expected at least two: support windows come from some recordings, query windows from others. "
                    + "Cut it in two, or leave the person out.");
            var parts = Enumerable.Range(0, 2).Select(_ => activities.Select(_ => new List<int>()).ToArray()).ToArray();
            foreach (var (recording, i) in person.Select((recording, i) => (recording, i)))
            {
                foreach (var window in recording.Windows)
                {
                    parts[i % 2][Array.IndexOf(activities, window.Activity)].Add(inputs.Count);
                    inputs.Add(window.Values);
                }
            }

            groups.Add(new TaskGroup(person.Key, [.. parts.Select(part => part.Select(indices => indices.ToArray()).ToArray())]));
        }

        var splits = Shares.Make([.. groups.Select(group => group.Name)], options, Path.Combine(path, "split.json"));
        var fit = Standardization.Fit(splits[Split.Train].SelectMany(group => groups[group].Parts).SelectMany(part => part).SelectMany(indices => indices).Select(i => inputs[i]), how.Features.Count);
        how = how with { Mean = fit.Mean, Std = fit.Std };
        var standardizer = new Preprocessor(how);
        foreach (var input in inputs) standardizer.Standardize(input);
        return new GroupedTasks("sensor", [how.Features.Count, options.Window], [.. inputs], [], activities, groups, splits, how);
    }
}
