using System.Diagnostics;
using System.Globalization;
using MamlEdge.Bundle;
using Xunit;
using Xunit.Abstractions;

namespace MamlEdge.Runtime.Tests;

/// <summary>
/// Damaged bundles and states: whatever changes, by accident or on purpose with hashes made right again, loading, predicting, adapting and
/// restoring end in a result or in a documented error, with bounded memory. MAMLEDGE_DAMAGE_SEED and MAMLEDGE_DAMAGES say where to begin
/// and how many to run; the seed of each case is written to MAMLEDGE_DAMAGE_LOG, should the process not survive it.
/// </summary>
public sealed class DamageTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>A bundle of a few kilobytes never needs more of the managed memory than this, whatever it says of itself.</summary>
    private const long MostManaged = 32L << 20;

    /// <summary>Nor does the process, ONNX Runtime included, grow by more.</summary>
    private const long MostResident = 512L << 20;

    private readonly TempFolder _temp = new();
    private readonly SigningKey _key = SigningKey.Create();

    public void Dispose()
    {
        _key.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public void Only_documented_errors_come_out_of_damaged_bundles_and_states()
    {
        var whole = new[] { "line", "votes", "filter" }.Select(Whole).ToArray();
        var (first, count) = (Setting("MAMLEDGE_DAMAGE_SEED", 1), Setting("MAMLEDGE_DAMAGES", 300));
        var (used, refused, slowest, clock) = (0, 0, (Time: TimeSpan.Zero, Seed: 0), new Stopwatch());
        var (wrong, resident) = (new List<string>(), Environment.WorkingSet);
        for (var seed = first; seed < first + count; seed++)
        {
            if (Environment.GetEnvironmentVariable("MAMLEDGE_DAMAGE_LOG") is { } log)
                File.WriteAllText(log, $"{seed}");
            var (name, files, state) = whole[seed % whole.Length];
            var damaged = new DamagedBundle(seed, files, state);
            var before = GC.GetAllocatedBytesForCurrentThread();
            clock.Restart();
            try
            {
                Use(name, damaged, seed);
                used++;
            }
            catch (MamlEdgeException error)
            {
                Assert.True(error.Message.Length > 20, $"seed {seed}: '{error.Message}'");
                refused++;
            }
            catch (Exception error)
            {
                wrong.Add($"seed {seed}: {error}");
            }

            if (clock.Elapsed > slowest.Time)
                slowest = (clock.Elapsed, seed);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MostManaged)
                wrong.Add($"seed {seed}: {allocated} bytes allocated");
            var grown = Environment.WorkingSet - resident;
            Assert.True(grown < MostResident, $"seed {seed}: {grown} bytes more are resident");
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} wrong:\n{string.Join("\n", wrong.Take(20))}");

        output.WriteLine($"seeds {first} to {first + count - 1}: {used} used, {refused} refused; the slowest is {slowest.Seed}, {slowest.Time.TotalMilliseconds:F0} ms; "
            + $"resident {resident >> 20} MB before, {Environment.WorkingSet >> 20} MB after");
        Assert.True(refused > count / 4 && used > count / 20, $"{used} used, {refused} refused: the damage is too harmless or too wild");
    }

    [Fact]
    public void Nothing_that_changed_passes_for_signed()
    {
        var (_, files, state) = Whole("line");
        var (loaded, options) = (0, new RuntimeOptions { Target = ExecutionTarget.Cpu, TrustedKeys = [_key.Public] });
        for (var seed = 1; seed <= 100; seed++)
        {
            var damaged = new DamagedBundle(seed, files, state);
            var changed = damaged.Files.Any(file => !file.Value.AsSpan().SequenceEqual(files[file.Key]));
            var folder = Write(damaged.Files);
            try
            {
                using var model = MetaModel.Load(folder, options);
                Assert.False(changed, $"seed {seed}");
                loaded++;
            }
            catch (BundleException)
            {
                Assert.True(changed, $"seed {seed}");
            }
        }

        Assert.InRange(loaded, 1, 75);
    }

    private static int Setting(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var value) ? value : otherwise;

    /// <summary>A signed bundle's files, and a state of it.</summary>
    private (string Name, Dictionary<string, byte[]> Files, byte[] State) Whole(string name)
    {
        var folder = _temp.CopyOf(name);
        BundleSignature.Write(folder, _key);
        using var model = MetaModel.Load(folder, new RuntimeOptions { Target = ExecutionTarget.Cpu });
        using var personal = Adapt(name, model);
        return (name, Directory.GetFiles(folder).ToDictionary(file => Path.GetFileName(file), File.ReadAllBytes), PersonalStateFile.ToBytes(personal.State));
    }

    private string Write(Dictionary<string, byte[]> files)
    {
        var folder = Directory.CreateDirectory(_temp["damaged"]).FullName;
        foreach (var (file, contents) in files)
            File.WriteAllBytes(Path.Combine(folder, file), contents);
        return folder;
    }

    /// <summary>All that a device does with a bundle and a state.</summary>
    private void Use(string name, DamagedBundle damaged, int seed)
    {
        var path = Write(damaged.Files);
        if (damaged.Zip)
        {
            BundleArchive.Pack(path, _temp["damaged.zip"]);
            path = _temp["damaged.zip"];
            File.WriteAllBytes(path, damaged.Bytes(File.ReadAllBytes(path)));
        }

        var options = new RuntimeOptions { Target = ExecutionTarget.Cpu, VerifyHashes = seed % 5 != 0 };
        using var model = MetaModel.Load(path, options);
        var x = Query(name);
        _ = model.Predict(x);
        using var personal = Adapt(name, model);
        _ = personal.Predict(x);
        File.WriteAllBytes(_temp["damaged.state"], damaged.State);
        using var restored = model.Restore(_temp["damaged.state"]);
        _ = restored.Predict(x);
        _ = model.Predict(x, restored.State);
        using var further = Adapt(name, model, restored.State);
    }

    private static Examples Query(string name) => name switch
    {
        "line" => TestBundles.Examples(3, 2, 2),
        "votes" => TestBundles.Examples(3, 2, 4),
        _ => TestBundles.Examples(3, 2, 4, 8, 8),
    };

    private static PersonalModel Adapt(string name, MetaModel model, PersonalState? from = null) => name switch
    {
        "line" => model.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1), from: from),
        "votes" => model.Adapt(TestBundles.Examples(1, 3, 4), [0, 1, 2], from: from),
        _ => model.Adapt(TestBundles.Examples(1, 4, 4, 8, 8), TestBundles.Examples(2, 4, 16), from: from),
    };
}
