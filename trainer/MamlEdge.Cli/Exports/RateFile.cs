using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Cli.Exports;

/// <summary>
/// Inner learning rates in a safetensors file, under the names of the parameters, or with the prefix <c>lr.</c> that they have
/// as graph inputs; then other tensors in the file are left alone.
/// </summary>
internal static class RateFile
{
    private const string Prefix = "lr.";

    /// <summary>An inner loop with the rates of a file, which count as learned.</summary>
    public static InnerLoopSpec Read(string path, InnerLoopSpec inner)
    {
        var entries = Safetensors.Read(path).Entries;
        if (entries.Count == 0)
            throw new InvalidDataException($"'{path}' holds no learning rates. Expected one tensor for each adapted parameter, under its name.");
        var prefixed = entries.Where(e => e.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        var rates = prefixed.Length > 0
            ? prefixed.ToDictionary(e => e.Name[Prefix.Length..], e => e.Tensor, StringComparer.Ordinal)
            : entries.ToDictionary(e => e.Name, e => e.Tensor, StringComparer.Ordinal);
        foreach (var (name, tensor) in rates)
        {
            if (tensor.ToDoubles().FirstOrDefault(v => !double.IsFinite(v), 0) is not 0 and var wrong)
                throw new InvalidDataException($"'{path}': the learning rates of '{name}' hold {wrong}, expected finite numbers. Learn or write them again.");
        }

        return inner with { Rates = rates, LearnRates = true };
    }

    /// <summary>What the rates are shared by, told by their shapes.</summary>
    public static LearningRateSharing SharingOf(IReadOnlyDictionary<string, SafeTensor> rates, ForwardModel model, int steps)
    {
        var several = model.Parameters.Where(p => rates.TryGetValue(p.Name, out var rate) && rate.Count > 1).ToArray();
        return several.Length == 0 ? LearningRateSharing.PerParameter
            : several.Any(p => rates[p.Name].Dimensions.SequenceEqual(p.Shape)) ? LearningRateSharing.PerElement
            : several.All(p => rates[p.Name].Dimensions[0] == steps) ? LearningRateSharing.PerParameterAndStep
            : LearningRateSharing.PerElement;
    }
}
