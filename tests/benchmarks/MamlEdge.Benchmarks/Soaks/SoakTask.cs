using System.Runtime.InteropServices;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Benchmarks;

/// <summary>A small task of random pictures for conv4-64: 5 to adapt to, and 3 to predict.</summary>
/// <param name="Support">Support examples.</param>
/// <param name="Query">Examples to predict.</param>
internal sealed record SoakTask(Examples Support, Examples Query)
{
    /// <summary>A label of each class.</summary>
    public static readonly long[] Labels = [0, 1, 2, 3, 4];

    /// <summary>Tasks that differ.</summary>
    public static SoakTask[] Draw(int count) => [.. Enumerable.Range(0, count).Select(seed =>
    {
        var random = new SeededRandom((ulong)seed);
        return new SoakTask(Pictures(random, Workload.Ways), Pictures(random, 3));
    })];

    /// <summary>Identifies weights by their bits.</summary>
    public static string Bits(PersonalState state) => FileDigest.Of([.. state.Parameters.SelectMany(parameter => parameter.Value.Data.ToArray())]).Sha256;

    /// <summary>Identifies outputs by their bits.</summary>
    public static string Bits(Predictions outputs) => FileDigest.Of(MemoryMarshal.AsBytes(outputs.Values.AsSpan())).Sha256;

    private static Examples Pictures(SeededRandom random, int count)
    {
        var values = new float[count * Workload.Side * Workload.Side];
        for (var i = 0; i < values.Length; i++) values[i] = (float)random.Uniform();
        return new Examples(values, count, 1, Workload.Side, Workload.Side);
    }
}
