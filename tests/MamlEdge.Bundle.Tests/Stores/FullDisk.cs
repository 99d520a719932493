using System.Globalization;

namespace MamlEdge.Bundle.Tests;

/// <summary>Run on a small disk of its own: leaves more and more space free, tries to save, roll back and forget, and checks what is current after each.</summary>
internal static class FullDisk
{
    private const int Page = 4096;
    private const int Floats = 8 * Page / sizeof(float);

    internal static void Run(StateStore store, string filler)
    {
        var (saved, refused) = (0, 0);
        store.Save("alice", State(0), StoreSamples.Support(0));
        for (var free = 0; free < 30; free++)
        {
            Fill(filler, free * Page);
            foreach (var act in new Action[] { () => Save("alice"), () => Back("alice"), () => Save($"new {free}") })
                act();
        }

        Fill(filler, 0);
        _ = store.Forget("alice") ? 0 : throw new InvalidOperationException("a full disk keeps alice from being forgotten");
        Console.WriteLine($"saved {saved}, refused {refused}");

        void Save(string person)
        {
            var round = 1 + saved + refused;
            var before = store.Current(person)?.Origin.Steps;
            if (Try(() => store.Save(person, State(round), StoreSamples.Support(round))))
                before = round;
            Check(person, before);
        }

        void Back(string person)
        {
            var before = store.Current(person)!;
            var target = before.Replaces is { } version ? store.History(person).FirstOrDefault(v => v.Version == version) : null;
            if (target is not null)
                Check(person, (Try(() => store.Rollback(person)) ? target : before).Origin.Steps);
        }

        bool Try(Action act)
        {
            try
            {
                act();
                saved++;
                return true;
            }
            catch (BundleException error) when (error.Message.Contains("No space left", StringComparison.Ordinal))
            {
                refused++;
                return false;
            }
        }

        void Check(string person, int? expected)
        {
            using var again = StateStore.Open(store.Location, StoreSamples.Options(store.IsEncrypted, retain: 4));
            int? found = again.Current(person) is null ? null : StoreSamples.Round(again.Load(person));
            if (found != expected)
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"expected round {expected} of {person}, got {found}"));
            if (Directory.EnumerateFileSystemEntries(store.Location, ".*", SearchOption.AllDirectories).FirstOrDefault() is { } left)
                throw new InvalidOperationException($"{left} is left over");
        }
    }

    private static PersonalState State(int round) => StoreSamples.State(round, floats: Floats);

    /// <summary>Takes all space but so many bytes.</summary>
    private static void Fill(string path, int free)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            for (var page = new byte[Page]; ;)
                file.Write(page);
        }
        catch (IOException)
        {
            file.SetLength(Math.Max(0, (file.Length / Page * Page) - free));
        }
    }
}
