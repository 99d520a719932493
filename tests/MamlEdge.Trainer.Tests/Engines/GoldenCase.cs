using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Engines;

/// <summary>A model with one task, and its MAML quantities by an independent automatic differentiation in double precision.</summary>
internal sealed record GoldenCase(ForwardModel Model, InnerLoopSpec Inner, Episode Task, SafetensorsFile Expected)
{
    /// <summary>The reference data beside the repository; null where it is absent.</summary>
    public static string? Folder { get; } = SharedData.Root is { } root && Path.Combine(root, "golden", "maml") is var golden && Directory.Exists(golden) ? golden : null;

    public static IEnumerable<string> Names => Folder is null ? ["absent"] : Index().Select(e => e.GetProperty("name").GetString()!);

    public static GoldenCase Load(string name)
    {
        var entry = Index().Single(e => e.GetProperty("name").GetString() == name);
        var tensors = Safetensors.Read(Path.Combine(Folder!, name + ".safetensors"));
        var rated = entry.GetProperty("per_parameter_lr").GetBoolean();
        var inner = new InnerLoopSpec
        {
            Loss = entry.GetProperty("loss").GetString() switch { "mse" => LossKind.Mse, "bce" => LossKind.Bce, _ => LossKind.CrossEntropy },
            Steps = entry.GetProperty("steps").GetInt32(),
            LearningRate = rated ? 0 : entry.GetProperty("lr").GetDouble(),
            Momentum = entry.GetProperty("momentum").GetDouble(),
            Adapt = [.. entry.GetProperty("adapted_parameters").EnumerateArray().Select(p => p.GetString()!)],
            RateSharing = rated ? LearningRateSharing.PerElement : LearningRateSharing.Single,
            LearnRates = rated,
            Rates = rated ? tensors.Entries.Where(e => e.Name.StartsWith("lr.", StringComparison.Ordinal)).ToDictionary(e => e.Name[3..], e => e.Tensor) : null,
        };
        return new(ForwardModel.Read(Path.Combine(Folder!, name + ".onnx")), inner, new Episode(Set(tensors, "support"), Set(tensors, "query")), tensors);
    }

    /// <summary>The task with its inputs moved a little: as many different tasks as seeds.</summary>
    public Episode Noisy(ulong seed)
    {
        var random = new MamlEdge.Trainer.Random.SeededRandom(seed);
        var episode = new Episode(Set(Expected, "support"), Set(Expected, "query"));
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Inputs.Length; i++) set.Inputs[i] += (float)(0.1 * random.Normal());
        }

        return episode;
    }

    private static ExampleSet Set(SafetensorsFile tensors, string name)
    {
        var (x, y) = (tensors[name + "_x"], tensors[name + "_y"]);
        var kind = y.Type == ElementType.Int64 ? TargetKind.Classes : TargetKind.Values;
        var set = new ExampleSet((int)x.Shape[0], x.Shape[1..], kind, y.Shape[1..]);
        x.ToFloats().CopyTo(set.Inputs, 0);
        if (kind == TargetKind.Classes) y.ToLongs().CopyTo(set.Labels, 0);
        else y.ToFloats().CopyTo(set.Values, 0);
        return set;
    }

    private static JsonElement[] Index()
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder!, "index.json")));
        return [.. index.RootElement.Clone().GetProperty("cases").EnumerateArray()];
    }
}
