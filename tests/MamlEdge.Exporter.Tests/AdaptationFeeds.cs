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
            _ when i.Name.StartsWith("step.", StringComparison.Ordinal) => Drawn([.. i.Shape.ToLongs()], 0.5, 1.5),
            "step_weights" => Drawn([.. i.Shape.ToLongs()], 0.1, 1),
            _ => Drawn([4, .. i.Shape.Skip(1).Select(d => d.Known)], -1, 1),
        });

        Tensor Drawn(long[] dims, double low, double high) => TaskFeeds.Random(DataType.Float32, dims, low, high, random);
    }

    /// <summary>Meta-gradients of two tasks in one graph are the sums of those of each.</summary>
    public static void CompareSums(Adaptation.AdaptationGraphs graphs, ForwardModel model, long? support = null, long? query = null)
    {
        var (ofTask, ofBatch) = (graphs.MetaGradient(support: support, query: query), graphs.BatchMetaGradient(2, support: support, query: query));
        var feeds = TaskFeeds.Of(Of(ofTask, model), ["support_x", "support_y", "query_x", "query_y"], 2);
        var (each, all) = (feeds.OneByOne.Select(new Interpreter(ofTask).Run).ToArray(), new Interpreter(ofBatch).Run(feeds.Together));
        foreach (var name in ofTask.Outputs.Select(o => o.Name).Where(n => n.StartsWith("meta", StringComparison.Ordinal)))
        {
            var sum = new Tensor(DataType.Float32, all[name].Dims, [.. each[0][name].Values.Zip(each[1][name].Values, (a, b) => a + b)]);
            Assert.InRange(Difference(sum, all[name]), 0, 1e-9);
        }
    }

    /// <summary>Largest difference of two tensors, relative to the larger of the expected size and 0.01.</summary>
    public static double Difference(Tensor expected, Tensor found)
    {
        Assert.Equal(expected.Dims, found.Dims);
        return expected.Values.Zip(found.Values, (a, b) => Math.Abs(a - b)).Max() / Math.Max(expected.Values.Max(Math.Abs), 1e-2);
    }
}
