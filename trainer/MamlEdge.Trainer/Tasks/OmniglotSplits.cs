using System.Text.Json;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>Divides the characters into meta-train, meta-validation and meta-test, by a file or by a seed.</summary>
internal static class OmniglotSplits
{
    private static readonly (Split Split, string Name)[] Parts = [(Split.Train, "train"), (Split.Validation, "val"), (Split.Test, "test")];

    /// <summary>Indices into <paramref name="names"/> for each split.</summary>
    public static Dictionary<Split, int[]> Make(IReadOnlyList<OmniglotName> names, string dataFolder, OmniglotOptions options)
    {
        var beside = Path.Combine(dataFolder, "splits");
        if (options.SplitFile is { } given) return FromFile(names, given);
        return !options.SeededSplit && Directory.Exists(beside) ? FromFile(names, beside) : Seeded(names.Count, options.SplitSeed);
    }

    /// <summary>1,100 / 100 / 423 of 1,623 shuffled characters (Finn et al. 2017); the same proportions of fewer.</summary>
    private static Dictionary<Split, int[]> Seeded(int count, ulong seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new SeededRandom(seed).Shuffle<int>(order);
        var (train, validation) = ((int)Math.Round(count * 1100 / 1623.0), (int)Math.Round(count * 100 / 1623.0));
        return new()
        {
            [Split.Train] = order[..train],
            [Split.Validation] = order[train..(train + validation)],
            [Split.Test] = order[(train + validation)..],
        };
    }

    private static Dictionary<Split, int[]> FromFile(IReadOnlyList<OmniglotName> names, string path)
    {
        var index = names.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        var owner = new Dictionary<int, string>();
        var splits = new Dictionary<Split, int[]>();
        foreach (var (split, part) in Parts)
        {
            var chosen = new List<int>();
            foreach (var name in Characters(path, part))
            {
                if (!index.TryGetValue(name, out var i))
                    throw new InvalidDataException($"Split '{part}' of '{path}' names the character {name}, which is not in the data. Is one of the two zips missing?");
                if (!owner.TryAdd(i, part))
                    throw new InvalidDataException($"'{path}' has the character {name} both in '{owner[i]}' and in '{part}'. Splits must share no character.");
                chosen.Add(i);
            }

            splits[split] = [.. chosen];
        }

        return splits;
    }

    private static IEnumerable<OmniglotName> Characters(string path, string part)
    {
        var file = Directory.Exists(path) ? Path.Combine(path, part + ".json") : path;
        if (!File.Exists(file)) throw new FileNotFoundException($"The split file '{file}' does not exist. Expected {part}.json in a folder, or one file with train, val and test.");
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(file));
            var root = Directory.Exists(path) ? json.RootElement : json.RootElement.GetProperty(part);
            return [.. from set in root.EnumerateObject()
                       from alphabet in set.Value.EnumerateObject()
                       from character in alphabet.Value.EnumerateArray()
                       select new OmniglotName(set.Name, alphabet.Name, character.GetString()!)];
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"'{file}' is no split file: expected {{\"background\": {{ALPHABET: [CHARACTER, ...]}}, \"evaluation\": ...}}. {error.Message}", error);
        }
    }
}
