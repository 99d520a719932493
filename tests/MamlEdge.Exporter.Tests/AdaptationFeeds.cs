using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Inputs of adaptation and meta-gradient graphs: a model's own parameters, four seeded examples in each set, rates.</summary>
internal static class AdaptationFeeds
{
    public static Dictionary<string, Tensor> Of(Function function, ForwardModel model, int seed = 3)
    {
        var random = new Random(seed);
        return function.Inputs.ToDictionary(i => i.Name, i => i.Name switch
        {
            "support_y" or "query_y" when i.Type == DataType.Int64 => new Tensor(DataType.Int64, [4], [0, 1, 2, 1]),
            _ when i.Name.StartsWith("lr", StringComparison.Ordinal) => Drawn([.. i.Shape.ToLongs()], 0.1, 0.4),
            _ when i.Name.StartsWith("theta.", StringComparison.Ordinal) => new Tensor(DataType.Float32, i.Shape.ToLongs(), Array.ConvertAll(model.Parameters.Single(p => "theta." + p.Name == i.Name).Values, v => (double)v)),
            "step_weights" => Drawn([.. i.Shape.ToLongs()], 0.1, 1),
            _ => Drawn([4, .. i.Shape.Skip(1).Select(d => d.Factor)], -1, 1),
        });

        Tensor Drawn(long[] dims, double low, double high) => TaskFeeds.Random(DataType.Float32, dims, low, high, random);
    }

    /// <summary>Largest difference of two tensors, relative to the larger of the expected size and 0.01.</summary>
    public static double Difference(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.Dims, found.Dims);
        return expected.Values.Zip(found.Values, (a, b) => Math.Abs(a - b)).Max() / Math.Max(expected.Values.Max(Math.Abs), 1e-2);
    }
}
