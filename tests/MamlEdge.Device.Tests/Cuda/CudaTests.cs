using MamlEdge.Bundle;
using MamlEdge.Device.Tests.Publishing;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Tests.Cuda;

/// <summary>What an NVIDIA GPU learns and predicts against the processor, and what happens where its library is gone.</summary>
public sealed class CudaTests : IDisposable
{
    private const double Tolerance = 1e-4;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [CudaFact]
    public void Adaptation_and_prediction_are_within_1e_4_of_the_processors() => Assert.All(["omniglot-5w1s", "omniglot-any", "omniglot-any-pool", "sinusoid-mlp"], name =>
    {
        using var cpu = Load(name, ExecutionTarget.Cpu);
        using var cuda = Load(name, ExecutionTarget.Cuda);
        var support = ExampleFile.ReadSupport(name == "sinusoid-mlp" ? SampleFiles.Sine(_folder["x"]) : SampleFiles.Drawings(_folder["x"]), cpu.Manifest);
        var x = Examples.FromTensor(ExampleFile.ReadInputs(_folder["x"]));
        var plain = new AdaptOptions { Guard = false };

        using var expected = cpu.Adapt(support, plain);
        using var personal = cuda.Adapt(support, plain);
        using var further = cuda.Adapt(support, plain, personal.State);

        Assert.Equal((ExecutionTarget.Cuda, ExecutionTarget.Cuda, ExecutionTarget.Cpu), (cuda.Execution.Target, personal.Report!.Execution.Target, expected.Report!.Execution.Target));
        AssertClose($"{name}, base prediction", cpu.Predict(x).Values, cuda.Predict(x).Values);
        AssertClose($"{name}, support loss", [.. expected.Report.Losses], [.. personal.Report.Losses]);
        foreach (var ((parameter, value), (_, actual)) in expected.State.Parameters.Zip(personal.State.Parameters))
            AssertClose($"{name}, {parameter}", value.ToFloats(), actual.ToFloats());
        AssertClose($"{name}, adapted prediction", expected.Predict(x).Values, personal.Predict(x).Values);
        AssertClose($"{name}, weights as inputs", expected.Predict(x).Values, cuda.Predict(x, personal.State).Values);
        Assert.True(further.Report!.Losses[0] <= personal.Report.Losses[0], $"{name}: learning on begins at {further.Report.Losses[0]}, after {personal.Report.Losses[0]}.");
    });

    [CudaFact]
    public void Where_the_provider_library_is_gone_auto_takes_the_processor_and_says_why()
    {
        var x = SampleFiles.Sine(_folder["x"]);
        string[] predict = ["predict", Repository.Sinusoid, "--input", x, "--json"];
        var (whole, hidden) = (new ProgramCopy(_folder["whole"]), new ProgramCopy(_folder["hidden"], without: "onnxruntime_providers_cuda"));

        var (cuda, cpu) = (whole.Run([.. predict, "--device", "auto"]).Done(), hidden.Run([.. predict, "--device", "auto"]).Done());
        var demanded = hidden.Run([.. predict, "--device", "cuda"]);

        Assert.StartsWith("note: runs on CUDA device 0", cuda.Error, StringComparison.Ordinal);
        Assert.StartsWith("note: runs on CPU, 1 thread: CUDA is not available: ", cpu.Error, StringComparison.Ordinal);
        Assert.Equal(hidden.Run([.. predict, "--device", "cpu"]).Done().Output, cpu.Output);
        Assert.Equal(1, demanded.ExitCode);
        Assert.Contains("Execution target CUDA: expected a CUDA provider", demanded.Error, StringComparison.Ordinal);
    }

    private static MetaModel Load(string name, ExecutionTarget target) => MetaModel.Load(Repository.At("models", name), new RuntimeOptions { Target = target });

    private static void AssertClose(string what, float[] expected, float[] actual)
    {
        var scale = Math.Max(1, expected.Max(value => Math.Abs((double)value)));
        var difference = expected.Zip(actual, (a, b) => Math.Abs((double)a - b)).Max() / scale;
        Assert.Equal(expected.Length, actual.Length);
        Assert.True(difference <= Tolerance, $"{what}: CUDA differs from the processor by {difference:e2}, at most {Tolerance:e0} is allowed.");
    }
}
