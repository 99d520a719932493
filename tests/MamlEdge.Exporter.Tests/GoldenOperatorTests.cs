using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests;

/// <summary>Every operator against PyTorch, first and second order, on the reference interpreter and on ONNX Runtime.</summary>
public class GoldenOperatorTests
{
    public static TheoryData<string> Names => [.. Golden.Cases("ops").Select(c => c.GetProperty("name").GetString()!)];

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void Gradients_of_both_orders_equal_the_reference(string name)
    {
        var golden = Golden.Op(name);
        var inputs = golden.Names.Where(n => n.StartsWith("in.", StringComparison.Ordinal)).Select(n => n[3..]).ToArray();
        var differentiated = inputs.Where(n => golden.Has("grad." + n)).ToArray();
        var first = GradientModel.Build(OnnxReader.Read(OnnxFile.Read(golden.Model)), differentiated);
        var feeds = inputs.ToDictionary(n => n, n => golden["in." + n]);
        feeds["grad.output.y"] = golden["cot.y"];
        foreach (var n in differentiated) feeds["second.output.grad." + n] = golden["dir." + n];

        string[] wrt = [.. differentiated.Where(n => golden.Has("grad2." + n)), .. golden.Has("grad2.cot.y") ? ["grad.output.y"] : Array.Empty<string>()];
        var second = GradientModel.Build(first, wrt, [.. differentiated.Select(n => "grad." + n)], "second.");

        foreach (var input in second.Inputs.Where(i => i.Rank == 0)) feeds[input.Name] = feeds[input.Name].Reshape();

        // The reference took this case's running statistics before they were rounded to the model's float32.
        Check(golden, new Interpreter(second).Run(feeds), differentiated, wrt, name == "batchnorm_inference" ? 1e-8 : 1e-9);
        Check(golden, OnnxRun.Run(OnnxWriter.Write(second, name), feeds), differentiated, wrt, 1e-4);
    }

    [GoldenTheory]
    [MemberData(nameof(Names))]
    public void A_gradient_model_that_was_written_can_be_read_and_differentiated_again(string name)
    {
        var golden = Golden.Op(name);
        var inputs = golden.Names.Where(n => n.StartsWith("in.", StringComparison.Ordinal)).Select(n => n[3..]).ToArray();
        var differentiated = inputs.Where(n => golden.Has("grad." + n)).ToArray();
        string[] wrt = [.. differentiated.Where(n => golden.Has("grad2." + n)), .. golden.Has("grad2.cot.y") ? ["grad.output.y"] : Array.Empty<string>()];
        var path = Path.Combine(Directory.CreateTempSubdirectory("mamledge-").FullName, "first.onnx");
        File.WriteAllBytes(path, GradientModel.Write(golden.Model, differentiated));
        var second = GradientModel.Write(path, wrt, [.. differentiated.Select(n => "grad." + n)], "second.");
        Directory.Delete(Path.GetDirectoryName(path)!, true);

        var feeds = inputs.ToDictionary(n => n, n => golden["in." + n]);
        feeds["grad.output.y"] = golden["cot.y"];
        foreach (var n in differentiated) feeds["second.output.grad." + n] = golden["dir." + n];
        if (OnnxReader.Read(OnnxFile.Read(golden.Model)).Result("y").Rank == 0) feeds["grad.output.y"] = golden["cot.y"].Reshape();
        Check(golden, OnnxRun.Run(second, feeds), differentiated, wrt, 1e-4);
    }

    private static void Check(Golden golden, IReadOnlyDictionary<string, Tensor> results, string[] first, string[] second, double tolerance)
    {
        Assert.InRange(golden.Difference([("y", results["y"])]), 0, tolerance);
        Assert.InRange(golden.Difference(first.Select(n => ("grad." + n, results["grad." + n]))), 0, tolerance);
        if (golden.Model.EndsWith("abs.onnx", StringComparison.Ordinal))
        {
            // The reference file says dir.x here; the derivative of dir·g·sign(x) is 0 wherever it exists, which PyTorch itself gives.
            Assert.All(results["second.x"].Values, v => Assert.Equal(0, v));
            second = ["grad.output.y"];
        }

        Assert.InRange(golden.Difference(second.Select(n => (n == "grad.output.y" ? "grad2.cot.y" : "grad2." + n, results["second." + n]))), 0, tolerance);
    }
}
