using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>Optimised graphs that are kept for the next start.</summary>
public sealed class OptimizedModelTests : IDisposable
{
    // Wide enough that adapt.onnx is optimised as well: its convolutions are fixed.
    private static readonly ConvNetSpec Net = new(3, 32, 32, 5) { Filters = 80, Blocks = 2, Normalization = NormalizationKind.Running };
    private static readonly InnerLoopSpec Head = new() { Loss = LossKind.CrossEntropy, Steps = 2, LearningRate = 0.1, Adapt = ["head.*"] };
    private static readonly long[] Labels = [0, 1, 2, 3, 4];
    private readonly TempFolder _temp = new();
    private readonly Examples _x = TestBundles.Examples(1, 5, 3, 32, 32);

    public OptimizedModelTests() => BundleWriter.Write(_temp["bundle"], ExportedBundles.Contents(Net, Head));

    private string Kept => _temp["kept"];

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_next_start_reads_what_the_first_one_kept_and_computes_the_same()
    {
        using var plain = Load(folder: null);
        var expected = Answers(plain);
        Assert.True(plain.Manifest.OptimizeAdapt);
        Assert.Empty(plain.OptimizedModels);

        using (var first = Load(Kept))
        {
            AssertSame(expected, Answers(first));
            Assert.Equal([(BundleFiles.Adapt, "kept: there was none"), (BundleFiles.Forward, "kept: there was none"), (BundleFiles.Predict, "kept: there was none")], Found(first));
        }

        using var second = Load(Kept);
        AssertSame(expected, Answers(second));
        Assert.Equal([(BundleFiles.Adapt, "read"), (BundleFiles.Forward, "read"), (BundleFiles.Predict, "read")], Found(second));
        // One file and its hash for each graph, whoever was adapted to; nothing half written.
        Assert.Equal(6, Directory.GetFiles(Kept).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Kept));
    }

    [Fact]
    public void Another_bundle_and_another_level_have_files_of_their_own()
    {
        using (var first = Load(Kept))
            Assert.Equal("kept: there was none", first.OptimizedModels[BundleFiles.Forward]);
        BundleWriter.Write(_temp["other"], ExportedBundles.Contents(Net, Head) with { Model = Net.Build(seed: 4) });
        using var plain = MetaModel.Load(_temp["other"], new RuntimeOptions { Target = ExecutionTarget.Cpu });

        using var other = MetaModel.Load(_temp["other"], Options(Kept));
        using var level = MetaModel.Load(_temp["bundle"], Options(Kept) with { PredictionOptimization = Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_ENABLE_BASIC });
        using var off = MetaModel.Load(_temp["bundle"], Options(Kept) with { PredictionOptimization = Microsoft.ML.OnnxRuntime.GraphOptimizationLevel.ORT_DISABLE_ALL });

        Assert.Equal("kept: there was none", other.OptimizedModels[BundleFiles.Forward]);
        Assert.Equal("kept: there was none", level.OptimizedModels[BundleFiles.Forward]);
        Assert.Empty(off.OptimizedModels);
        Close.Assert(plain.Predict(_x).Values, other.Predict(_x).Values, 1e-6);
        Assert.Equal(6, Directory.GetFiles(Kept).Length);
    }

    [Theory]
    [InlineData("cut", "damaged")]
    [InlineData("flipped", "damaged")]
    [InlineData("no hash", "damaged")]
    [InlineData("foreign", "does not load")]
    public void What_is_damaged_or_foreign_is_replaced_and_not_used(string how, string reason)
    {
        using var plain = Load(folder: null);
        Load(Kept).Dispose();
        var (file, hash) = (Directory.GetFiles(Kept, "*.onnx").Single(), Directory.GetFiles(Kept, "*.sha256").Single());
        var bytes = File.ReadAllBytes(file);
        if (how == "cut") File.WriteAllBytes(file, bytes.AsSpan(0, bytes.Length / 2));
        if (how == "flipped") File.WriteAllBytes(file, [.. bytes[..^9], (byte)(bytes[^9] ^ 1), .. bytes[^8..]]);
        if (how == "no hash") File.Delete(hash);
        if (how == "foreign")
        {
            File.WriteAllBytes(file, bytes.AsSpan(0, 100));
            File.WriteAllText(hash, FileDigest.Of(bytes.AsSpan(0, 100)).Sha256);
        }

        using (var second = Load(Kept))
        {
            Assert.Equal(plain.Predict(_x).Values, second.Predict(_x).Values);
            Assert.Contains(reason, second.OptimizedModels[BundleFiles.Forward], StringComparison.Ordinal);
            Assert.StartsWith("kept", second.OptimizedModels[BundleFiles.Forward], StringComparison.Ordinal);
        }

        using var third = Load(Kept);
        Assert.Equal("read", third.OptimizedModels[BundleFiles.Forward]);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("read-only")]
    [InlineData("of others")]
    public void A_folder_that_cannot_be_used_is_done_without_and_the_reason_is_stated(string kind)
    {
        if (OperatingSystem.IsWindows() && kind != "file")
            return;
        // /proc takes no files, from nobody.
        var folder = kind == "read-only" ? "/proc" : Kept;
        if (kind == "file") File.WriteAllText(folder, "");
        if (kind == "of others" && !OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupWrite);
        }

        using var plain = Load(folder: null);
        using var model = Load(folder);

        Assert.StartsWith("not kept: ", model.OptimizedModels[BundleFiles.Forward], StringComparison.Ordinal);
        if (kind == "of others") Assert.Contains("others may write", model.OptimizedModels[BundleFiles.Forward], StringComparison.Ordinal);
        AssertSame(Answers(plain), Answers(model));
    }

    private static RuntimeOptions Options(string? folder) => new() { Target = ExecutionTarget.Cpu, OptimizedModels = folder };

    private static (string, string)[] Found(MetaModel model) => [.. model.OptimizedModels.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => (f.Key, f.Value))];

    private static void AssertSame(float[][] expected, float[][] actual)
    {
        foreach (var (a, b) in expected.Zip(actual))
            Close.Assert(a, b, 1e-6);
    }

    private MetaModel Load(string? folder) => MetaModel.Load(_temp["bundle"], Options(folder));

    /// <summary>What the base model says, and an adapted one by constants and by inputs: of all three sessions and one of its own.</summary>
    private float[][] Answers(MetaModel model)
    {
        using var personal = model.Adapt(_x, Labels, new AdaptOptions { Guard = false });
        float[][] answers = [model.Predict(_x).Values, personal.Predict(_x).Values, model.Predict(_x, personal.State).Values];
        Assert.NotEqual(answers[0], answers[1]);
        Close.Assert(answers[1], answers[2], 1e-5);
        return answers;
    }
}
