using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;
using Microsoft.ML.OnnxRuntime;
using Xunit.Abstractions;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// The golden operators and their gradients for several tasks at once against one task after the other, in double precision: all of them on the reference
/// interpreter, and on ONNX Runtime those whose operators have double kernels there.
/// </summary>
public class VectorizeGoldenTests(ITestOutputHelper output)
{
    private const int Tasks = 3;

    public static TheoryData<string> Names => [.. Golden.Cases("ops").Select(c => c.GetProperty("name").GetString()!)];

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void In_double_a_gradient_equals_task_by_task(string name)
    {
        var (function, vectorized, feeds) = Program(name);
        var expected = feeds.OneByOne.Select(new Interpreter(function).Run).ToArray();
        TaskFeeds.Compare(function, vectorized, expected, new Interpreter(vectorized).Run(feeds.Together), 1e-9);
        TaskFeeds.Compare(function, vectorized, expected, new Interpreter(Simplify.Run(vectorized)).Run(feeds.Together), 1e-9);
    }

    [GoldenTheory]
    [InlineData(60)]
    public void So_it_does_on_ONNX_Runtime_where_that_has_double_kernels(int least)
    {
        var lacking = new List<string>();
        string[] names = [.. Golden.Cases("ops").Select(c => c.GetProperty("name").GetString()!)];
        foreach (var name in names)
        {
            var (function, vectorized, feeds) = Program(name);
            try
            {
                var one = OnnxWriter.Write(InDouble.Of(function), name);
                var expected = feeds.OneByOne.Select(f => (IReadOnlyDictionary<string, Tensor>)OnnxRun.Run(one, f)).ToArray();
                TaskFeeds.Compare(function, vectorized, expected, OnnxRun.Run(OnnxWriter.Write(InDouble.Of(Simplify.Run(vectorized)), name), feeds.Together), 1e-9);
            }
            catch (OnnxRuntimeException error) when (error.Message.Contains("NotImplemented", StringComparison.Ordinal) || error.Message.Contains("tensor(double)", StringComparison.Ordinal))
            {
                lacking.Add(name);
            }
        }

        output.WriteLine($"{names.Length - lacking.Count} of {names.Length} in double; ONNX Runtime has no double kernels for {string.Join(", ", lacking)}");
        Assert.True(names.Length - lacking.Count >= least, $"all but {names.Length - lacking.Count} cases lack a double kernel");
    }

    /// <summary>The gradients of a case, for one task and for all; tasks differ in every float input and in the cotangent.</summary>
    private static (Function OfOne, Function OfAll, TaskFeeds Feeds) Program(string name)
    {
        var golden = Golden.Op(name);
        string[] inputs = [.. golden.Names.Where(n => n.StartsWith("in.", StringComparison.Ordinal)).Select(n => n[3..])];
        string[] differentiated = [.. inputs.Where(n => golden.Has("grad." + n))];
        var function = GradientModel.Build(OnnxReader.Read(OnnxFile.Read(golden.Model)), differentiated);
        var feeds = inputs.ToDictionary(n => n, n => golden["in." + n]);
        feeds["grad.output.y"] = golden["cot.y"];
        foreach (var input in function.Inputs.Where(i => i.Rank == 0)) feeds[input.Name] = feeds[input.Name].Reshape();
        string[] mapped = [.. differentiated, "grad.output.y"];
        return (function, Vectorize.Run(function, mapped, Tasks), TaskFeeds.Of(feeds, mapped, Tasks));
    }
}
