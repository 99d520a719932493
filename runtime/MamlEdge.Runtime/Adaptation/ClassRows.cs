using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Weights with a row for each class, of a model that takes any number of classes; a bundle has the one row that each class starts from.</summary>
internal static class ClassRows
{
    /// <summary>Whether a model takes any number of classes.</summary>
    internal static bool Any(Manifest manifest) => manifest.Parameters.Any(parameter => parameter.PerClass);

    /// <summary>Number of classes of a state; 1 for a model whose number is fixed, where it is not used.</summary>
    internal static long Count(Manifest manifest, PersonalState state) =>
        manifest.Parameters.FirstOrDefault(parameter => parameter.PerClass) is { } parameter ? state[parameter.Name].Dimensions[0] : 1;

    /// <summary>The weights with at least so many rows: new classes start from the row of the bundle.</summary>
    internal static Dictionary<string, SafeTensor> Extended(
        Manifest manifest, ThetaWeights theta, IEnumerable<KeyValuePair<string, SafeTensor>> weights, long classes)
    {
        var extended = weights.ToDictionary(StringComparer.Ordinal);
        foreach (var parameter in manifest.Parameters.Where(parameter => parameter.PerClass))
        {
            var (rows, start) = (extended[parameter.Name], theta[parameter.Name]);
            var missing = classes - rows.Shape[0];
            if (missing <= 0)
                continue;
            float[] values = [.. rows.ToFloats(), .. Enumerable.Repeat(start.ToFloats(), (int)missing).SelectMany(row => row)];
            extended[parameter.Name] = SafeTensor.FromFloats(values, [classes, .. rows.Shape[1..]]);
        }

        return extended;
    }
}
