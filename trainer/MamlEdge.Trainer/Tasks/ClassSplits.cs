using System.Text.Json;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Divides classes, people or tasks into meta-train, meta-validation and meta-test, by a file or by a seed.</summary>
/// <param name="What">What is divided, for messages.</param>
/// <param name="Train">Share of meta-train in the seeded split, in parts of all three.</param>
/// <param name="Validation">Share of meta-validation.</param>
/// <param name="Test">Share of meta-test.</param>
internal sealed record ClassSplits(string What, int Train, int Validation, int Test)
{
    /// <summary>The splits by the names that files give them.</summary>
    public static readonly (Split Split, string Name)[] Parts = [(Split.Train, "train"), (Split.Validation, "val"), (Split.Test, "test")];

    /// <summary>Indices into <paramref name="names"/> for each split.</summary>
    /// <param name="names">All names.</param>
    /// <param name="options">How they are divided.</param>
    /// <param name="beside">The split that comes with the data; used where it exists and the options ask for no other.</param>
    public Dictionary<Split, int[]> Make(IReadOnlyList<string> names, DataOptions options, string beside)
    {
        if (options.SplitFile is { } given) return FromFile(names, given);
        return !options.SeededSplit && Path.Exists(beside) ? FromFile(names, beside) : Seeded(names.Count, options.SplitSeed);
    }

    /// <summary>The shares of all, shuffled.</summary>
    private Dictionary<Split, int[]> Seeded(int count, ulong seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new SeededRandom(seed).Shuffle<int>(order);
        return Divide(order);
    }

    /// <summary>The shares of all, in the order that they have.</summary>
    public Dictionary<Split, int[]> InOrder(int count) => Divide([.. Enumerable.Range(0, count)]);

    private Dictionary<Split, int[]> Divide(int[] order)
    {
        var count = order.Length;
        var total = (double)(Train + Validation + Test);
        var (train, validation) = ((int)Math.Round(count * Train / total), (int)Math.Round(count * Validation / total));
        return new()
        {
            [Split.Train] = order[..train],
            [Split.Validation] = order[train..(train + validation)],
            [Split.Test] = order[(train + validation)..],
        };
    }

    /// <summary>The split of a file, which may leave names out but have none twice.</summary>
    public Dictionary<Split, int[]> FromFile(IReadOnlyList<string> names, string path)
    {
        var index = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        var owner = new Dictionary<int, string>();
        var splits = new Dictionary<Split, int[]>();
        foreach (var (split, part) in Parts)
        {
            var chosen = new List<int>();
            foreach (var name in Names(path, part))
            {
                if (!index.TryGetValue(name, out var i))
                    throw new InvalidDataException($"Split '{part}' of '{path}' names the {What} {name}, which is not in the data. Is a part of the data missing, or the name misspelt?");
                if (!owner.TryAdd(i, part))
                    throw new InvalidDataException($"'{path}' has the {What} {name} both in '{owner[i]}' and in '{part}'. Splits must share no {What}.");
                chosen.Add(i);
            }

            splits[split] = [.. chosen];
        }

        return splits;
    }

    private static string[] Names(string path, string part)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, part + ".json") : path;
        if (!File.Exists(file)) throw new FileNotFoundException($"The split file '{file}' does not exist. Expected {part}.json in a folder, or one file with train, val and test.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            return [.. Names(Directory.Exists(path) ? json.RootElement : json.RootElement.GetProperty(part), "")];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is no split file: expected {{\"train\": [NAME, ...], \"val\": [...], \"test\": [...]}}, or objects of such lists. {error.Message}", error);
        }
    }

    private static IEnumerable<string> Names(JsonElement element, string prefix) => element.ValueKind == JsonValueKind.Object
        ? element.EnumerateObject().SelectMany(member => Names(member.Value, $"{prefix}{member.Name}/"))
        : element.EnumerateArray().Select(name => prefix + name.GetString());
}
