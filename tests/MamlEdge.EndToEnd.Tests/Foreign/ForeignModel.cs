using System.Text.Json;
using System.Text.Json.Serialization;
using MamlEdge.Bundle;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>A model of tests/foreign/models with the inner loop that its reference was taken with.</summary>
internal sealed record ForeignModel(
    string Name,
    string Loss,
    int Steps,
    [property: JsonPropertyName("lr")] double LearningRate,
    IReadOnlyList<string> Parameters,
    bool Generated)
{
    private static readonly string Folder = SolutionFolder.At("tests", "foreign", "models");

    /// <summary>All of them, as index.json lists them.</summary>
    public static IReadOnlyList<ForeignModel> All { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "index.json"))).RootElement
        .GetProperty("cases").Deserialize<ForeignModel[]>(JsonSerializerOptions.Web)!;

    public static ForeignModel Named(string name) => All.Single(m => m.Name == name);

    /// <summary>The arguments of <c>export</c> that describe the inner loop.</summary>
    public string[] Options =>
        ["--loss", Loss, "--steps", $"{Steps}", "--inner-lr", LearningRate.ToString(System.Globalization.CultureInfo.InvariantCulture), .. Parameters.SelectMany(p => new[] { "--parameters", p })];

    /// <summary>What PyTorch computed, and on which examples.</summary>
    public IReadOnlyDictionary<string, SafeTensor> Reference() =>
        Safetensors.Read(File.ReadAllBytes(Path.Combine(Folder, Name + ".safetensors"))).Entries.ToDictionary(e => e.Name, e => e.Tensor, StringComparer.Ordinal);

    /// <summary>The model file; where its weights come from a formula, a copy in the folder with the weights beside it.</summary>
    public string In(TestFolder folder)
    {
        var model = Path.Combine(Folder, Name + ".onnx");
        if (!Generated) return model;
        File.Copy(model, folder[Name + ".onnx"]);
        File.WriteAllBytes(folder[Name + ".weights"], GeneratedWeights.From(Path.Combine(Folder, Name + ".weights.json")));
        return folder[Name + ".onnx"];
    }
}
