using System.Runtime.InteropServices;
using System.Text.Json;

namespace MamlEdge.EndToEnd.Tests.Foreign;

/// <summary>Weights from a formula, the same as tests/foreign/formula.py makes: centre + spread · u, one tensor after the other.</summary>
internal static class GeneratedWeights
{
    /// <summary>The bytes of the tensors that a table lists, as float32.</summary>
    public static byte[] From(string table)
    {
        var place = 0UL;
        var values = JsonSerializer.Deserialize<Entry[]>(File.ReadAllText(table), JsonSerializerOptions.Web)!.SelectMany(Tensor).ToArray();
        return MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

        IEnumerable<float> Tensor(Entry entry)
        {
            for (var i = entry.Shape.Aggregate(1L, (a, b) => a * b); i > 0; i--) yield return (float)(entry.Centre + (entry.Spread * Uniform(place++)));
        }
    }

    /// <summary>A number of [-1, 1) for a place: the upper 24 bits of splitmix64 (Steele et al. 2014).</summary>
    public static double Uniform(ulong place)
    {
        var z = (place + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 40) * (2.0 / (1 << 24)) - 1;
    }

    private sealed record Entry(long[] Shape, double Centre, double Spread);
}
