namespace MamlEdge.Trainer.Tasks;

/// <summary>One recording of a person: channels over time, with an activity at each moment.</summary>
/// <param name="Person">Whose it is.</param>
/// <param name="Name">Its file, for messages.</param>
/// <param name="Channels">Names of the channels.</param>
/// <param name="Samples">The moments, in order of time.</param>
internal sealed record Recording(string Person, string Name, IReadOnlyList<string> Channels, IReadOnlyList<SensorSample> Samples)
{
    private const string TimeColumn = "timestamp", LabelColumn = "label", WayOut = "in the first row of the file";

    /// <summary>Reads a CSV file with the columns timestamp (milliseconds) and label; all others are channels.</summary>
    public static Recording Read(Stream file, string person, string name)
    {
        var table = CsvTable.Read(file, name);
        var (time, label) = (table.Column(TimeColumn, WayOut), table.Column(LabelColumn, WayOut));
        int[] channels = [.. Enumerable.Range(0, table.Header.Count).Where(c => c != time && c != label)];
        if (channels.Length == 0) throw new InvalidDataException($"'{name}' has no channel: expected columns besides '{TimeColumn}' and '{LabelColumn}'.");
        var samples = new List<SensorSample>(table.Count);
        for (var row = 0; row < table.Count; row++)
        {
            var sample = new SensorSample(table.Number(row, time) / 1000, [.. channels.Select(column => (float)table.Number(row, column))], table.Text(row, label));
            if (samples.Count > 0 && sample.Seconds < samples[^1].Seconds)
                throw new InvalidDataException($"{table.Place(row, time)}: time runs backwards, from {samples[^1].Seconds * 1000:F0} to {sample.Seconds * 1000:F0} ms. "
                    + "Sort the rows, or cut the recording in two.");
            samples.Add(sample);
        }

        return new Recording(person, name, [.. channels.Select(c => table.Header[c])], samples);
    }
}
