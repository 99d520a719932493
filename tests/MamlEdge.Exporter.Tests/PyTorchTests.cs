using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Modules that PyTorch exported, against its own gradients of first and second order in inputs and parameters: on the reference
/// interpreter and, as the gradient of a written gradient model, on ONNX Runtime.
/// </summary>
public class PyTorchTests
{
    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(SharedData.PyTorch, "*.onnx").Select(f => Path.GetFileNameWithoutExtension(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gradients_of_both_orders_equal_those_of_PyTorch(string name)
    {
        var golden = Golden.PyTorch(name);
        string[] variables = [.. golden.Names.Where(n => n.StartsWith("grad.", StringComparison.Ordinal)).Select(n => n["grad.".Length..])];
        string[] gradients = [.. variables.Select(v => "grad." + v)], again = [.. variables, "grad.output.y"];
        var feeds = golden.Names.Where(n => n.StartsWith("in.", StringComparison.Ordinal)).ToDictionary(n => n["in.".Length..], n => golden[n]);
        feeds["grad.output.y"] = golden["cot.y"];
        var first = GradientModel.Build(OnnxReader.Read(OnnxFile.Read(golden.Model)), variables);
        var written = GradientModel.Write(golden.Model, variables);
        Check(golden, FirstOrder(variables), new Interpreter(first).Run(feeds), OnnxRun.Run(written, feeds));
        if (!golden.Has("grad2.cot.y")) return;

        foreach (var v in variables) feeds["second.output.grad." + v] = golden["dir." + v];
        var folder = Directory.CreateTempSubdirectory("mamledge-").FullName;
        var path = Path.Combine(folder, "first.onnx");
        File.WriteAllBytes(path, written);
        var second = GradientModel.Write(path, again, gradients, "second.");
        Directory.Delete(folder, true);
        Check(golden, SecondOrder(variables), new Interpreter(GradientModel.Build(first, again, gradients, "second.")).Run(feeds), OnnxRun.Run(second, feeds));
    }

    private static (string Reference, string Result)[] FirstOrder(string[] variables) => [("out.y", "y"), .. variables.Select(v => ("grad." + v, "grad." + v))];

    private static (string Reference, string Result)[] SecondOrder(string[] variables) => [("grad2.cot.y", "second.grad.output.y"), .. variables.Select(v => ("grad2." + v, "second." + v))];

    /// <summary>The interpreter as close as constants that were exported in single precision allow, ONNX Runtime as single precision allows.</summary>
    private static void Check(Golden golden, (string Reference, string Result)[] names, IReadOnlyDictionary<string, Tensor> exact, Dictionary<string, Tensor> single)
    {
        Assert.InRange(golden.Difference(names.Select(n => (n.Reference, exact[n.Result]))), 0, 1e-7);
        Assert.InRange(golden.Difference(names.Select(n => (n.Reference, single[n.Result]))), 0, 1e-4);
    }
}
