using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>The meta-gradient of a meta-batch in one graph against the sum of the meta-gradients of its tasks.</summary>
public class VectorizeMamlTests
{
    private const int Tasks = 3;
    private static readonly string[] Examples = ["support_x", "support_y", "query_x", "query_y"];

    public static TheoryData<string> Names => [.. Golden.Cases("maml").Select(c => c.GetProperty("name").GetString()!)];

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void A_batch_gives_the_summed_meta_gradient_of_its_tasks(string name)
    {
        var golden = Golden.Maml(name);
        var index = Golden.Cases("maml").Single(c => c.GetProperty("name").GetString() == name);
        var graphs = new AdaptationGraphs(ForwardModel.Read(golden.Model).Function, GoldenMamlTests.SpecOf(index, golden));
        var (ofTask, ofBatch) = (graphs.MetaGradient(queryOutput: true), graphs.BatchMetaGradient(Vectorize.Tasks, queryOutput: true));
        var feeds = TaskFeeds.Of(golden.Names.ToDictionary(n => n, n => golden[n]), Examples, Tasks, Perturbed);
        var expected = feeds.OneByOne.Select(new Interpreter(ofTask).Run).ToArray();
        Compare(ofTask, expected, new Interpreter(ofBatch).Run(feeds.Together), 1e-9);
        var known = graphs.BatchMetaGradient(Tasks, queryOutput: true, support: golden["support_x"].Dims[0], query: golden["query_x"].Dims[0]);
        Compare(ofTask, expected, new Interpreter(known).Run(feeds.Together), 1e-9);
        var model = OnnxWriter.Write(ofTask, name);
        var onRuntime = feeds.OneByOne.Select(f => (IReadOnlyDictionary<string, Tensor>)OnnxRun.Run(model, f)).ToArray();
        foreach (var form in new[] { ofBatch, known })
            Compare(ofTask, onRuntime, OnnxRun.Run(OnnxWriter.Write(form, name), feeds.Together), 2e-5);
        // Numbers that stand in attributes, such as alpha of Gemm, are single in every ONNX file.
        var inDouble = OnnxWriter.Write(InDouble.Of(ofTask), name);
        Compare(ofTask, [.. feeds.OneByOne.Select(f => OnnxRun.Run(inDouble, f))], OnnxRun.Run(OnnxWriter.Write(InDouble.Of(known), name), feeds.Together), 1e-7);
    }

    private static void Compare(Function ofTask, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> expected, IReadOnlyDictionary<string, Tensor> actual, double tolerance)
    {
        foreach (var kind in new[] { "query_loss", "query_output", "meta" })
        {
            string[] names = [.. ofTask.Outputs.Select(o => o.Name).Where(n => n.StartsWith(kind, StringComparison.Ordinal))];
            var want = names.SelectMany(n => kind == "meta" ? Sum([.. expected.Select(e => e[n].Values)]) : expected.SelectMany(e => e[n].Values)).ToArray();
            var got = names.SelectMany(n => actual[n].Values).ToArray();
            Assert.Equal(want.Length, got.Length);
            Assert.InRange(want.Zip(got, (a, b) => Math.Abs(a - b)).Max() / want.Max(Math.Abs), 0, tolerance);
        }
    }

    private static double[] Sum(double[][] values) => [.. values[0].Select((_, i) => values.Sum(v => v[i]))];

    /// <summary>Another task like the given one: other numbers, labels moved on by one.</summary>
    private static Tensor Perturbed(string name, Tensor tensor, int task)
    {
        var random = new Random(task + name.Length);
        return tensor.Type == DataType.Int64
            ? new Tensor(tensor.Type, tensor.Dims, [.. tensor.Values.Skip(task), .. tensor.Values.Take(task)])
            : new Tensor(tensor.Type, tensor.Dims, [.. tensor.Values.Select(v => v * (1 + (0.3 * task * (random.NextDouble() - 0.5))))]);
    }
}
