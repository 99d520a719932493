namespace MamlEdge.Bundle.Tests;

internal static class Samples
{
    internal static readonly DateTimeOffset Time = new(2026, 5, 17, 8, 30, 0, 125, TimeSpan.FromHours(2));

    internal static Manifest Manifest() => new()
    {
        Name = "tiny-5w1s",
        Task = TaskKind.Classification,
        Opset = 18,
        MinimumOnnxRuntime = "1.14",
        Input = new TensorSpec { Name = "x", Type = ElementType.Float32, Shape = ["N", 1, 28, 28] },
        Output = new TensorSpec { Name = "y", Type = ElementType.Float32, Shape = ["N", 5] },
        Target = new TensorSpec { Name = "support_y", Type = ElementType.Int64, Shape = ["S"] },
        Symbols = new Dictionary<string, string> { ["S"] = "support examples", ["N"] = "examples per prediction" },
        Loss = LossKind.CrossEntropy,
        Inner = new InnerLoopInfo
        {
            Optimizer = InnerOptimizer.Sgd,
            Steps = 3,
            LearningRate = 0.4,
            LearningRates = LearningRateSharing.Single,
        },
        Parameters =
        [
            new ParameterSpec { Name = "body.weight", Type = ElementType.Float32, Shape = [4, 2], Adapted = false },
            new ParameterSpec { Name = "head.weight", Type = ElementType.Float32, Shape = [2, 3], Adapted = true },
        ],
        Normalization = NormalizationKind.Batch,
        Preprocessing = new Preprocessing { Kind = "image", Width = 28, Height = 28, Channels = 1, Invert = true },
        Metrics = [new Metric { Name = "accuracy", Value = 0.98, Interval = 0.004, Unit = "fraction", Episodes = 600 }],
        Provenance = new Provenance
        {
            Tool = "MamlEdge 0.1.0",
            Seed = ulong.MaxValue,
            Versions = new Dictionary<string, string> { ["onnxruntime"] = "1.29.0", ["dotnet"] = "10.0" },
        },
        Files = BundleFiles.Required.Reverse().ToDictionary(name => name, name => FileDigest.Of(Contents(name))),
    };

    internal static byte[] Contents(string name) => [.. System.Text.Encoding.UTF8.GetBytes("contents of " + name)];

    internal static PersonalState State(string bundle = "ab12", float value = 1.5f, string? parent = null) => new(
        new PersonalStateOrigin
        {
            BundleName = "tiny-5w1s",
            BundleSha256 = bundle,
            Steps = 6,
            SupportLosses = [1.609438f, 0.25f, float.Epsilon],
            CreatedAt = Time,
            ParentSha256 = parent,
        },
        [KeyValuePair.Create("head.weight", SafeTensor.FromFloats([value, 2, 3, 4, 5, 6], 2, 3))]);

    /// <summary>A folder whose files match its manifest; the graphs are placeholders, which this layer never parses.</summary>
    internal static void WriteBundle(string folder)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, BundleFiles.Manifest), Manifest().ToJson());
        foreach (var name in BundleFiles.Required)
            File.WriteAllBytes(Path.Combine(folder, name), Contents(name));
    }
}
