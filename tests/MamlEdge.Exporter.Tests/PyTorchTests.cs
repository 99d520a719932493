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
        foreach (var v in variables) feeds["second.output.grad." + v] = golden["dir." + v];

        var first = GradientModel.Build(OnnxReader.Read(OnnxFile.Read(golden.Model)), variables);
        Check(golden, variables, new Interpreter(GradientModel.Build(first, again, gradients, "second.")).Run(feeds), 1e-7);

        var folder = Directory.CreateTempSubdirectory("mamledge-").FullName;
        var path = Path.Combine(folder, "first.onnx");
        File.WriteAllBytes(path, GradientModel.Write(golden.Model, variables));
        var second = GradientModel.Write(path, again, gradients, "second.");
        Directory.Delete(folder, true);
        Check(golden, variables, OnnxRun.Run(second, feeds), 1e-4);
    }

    private static void Check(Golden golden, string[] variables, IReadOnlyDictionary<string, Tensor> results, double tolerance)
    {
        Assert.InRange(golden.Difference([("out.y", results["y"])]), 0, tolerance);
        Assert.InRange(golden.Difference(variables.Select(v => ("grad." + v, results["grad." + v]))), 0, tolerance);
        Assert.InRange(golden.Difference([.. variables.Select(v => ("grad2." + v, results["second." + v])), ("grad2.cot.y", results["second.grad.output.y"])]), 0, tolerance);
    }
}
