namespace MamlEdge.Exporter.Tests;

/// <summary>Inputs of several tasks, one after the other and along a task axis, and the comparison of what comes out.</summary>
internal sealed record TaskFeeds(IReadOnlyList<Dictionary<string, Tensor>> OneByOne, Dictionary<string, Tensor> Together)
{
    /// <summary>Tasks that differ in the mapped inputs: the given one, and others with all values of an input moved around.</summary>
    public static TaskFeeds Of(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyCollection<string> mapped, int tasks, Func<string, Tensor, int, Tensor>? ofTask = null)
    {
        ofTask ??= (_, tensor, task) => Turned(tensor, task);
        Dictionary<string, Tensor>[] single = [.. Enumerable.Range(0, tasks).Select(task =>
            inputs.ToDictionary(i => i.Key, i => mapped.Contains(i.Key) ? ofTask(i.Key, i.Value, task) : i.Value))];
        return new(single, inputs.ToDictionary(i => i.Key, i => mapped.Contains(i.Key)
            ? new Tensor(i.Value.Type, [tasks, .. i.Value.Dims], [.. single.SelectMany(s => s[i.Key].Values)]) : i.Value));
    }

    /// <summary>Results of every task against the results along the task axis; single results belong to every task.</summary>
    public static void Compare(Function ofOne, Function ofAll, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> expected, IReadOnlyDictionary<string, Tensor> actual, double tolerance)
    {
        foreach (var output in ofOne.Outputs)
        {
            var want = expected.SelectMany(e => e[output.Name].Values).ToArray();
            var single = ofAll.Result(output.Name).Rank == output.Value.Rank;
            var got = single ? Enumerable.Repeat(actual[output.Name].Values, expected.Count).SelectMany(v => v).ToArray() : actual[output.Name].Values;
            Assert.Equal(want.Length, got.Length);
            var scale = Math.Max(want.Select(Math.Abs).DefaultIfEmpty().Max(), 1e-2);
            Assert.All(want.Zip(got), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, tolerance * scale));
        }
    }

    public static Tensor Random(DataType type, long[] dims, double low, double high, Random random) =>
        new(type, dims, [.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => (double)(float)(low + ((high - low) * random.NextDouble())))]);

    /// <summary>Values moved around by some places: another tensor in the same domain.</summary>
    private static Tensor Turned(Tensor tensor, int by) =>
        new(tensor.Type, tensor.Dims, [.. tensor.Values.Skip(by % Math.Max(tensor.Values.Length, 1)), .. tensor.Values.Take(by % Math.Max(tensor.Values.Length, 1))]);
}
