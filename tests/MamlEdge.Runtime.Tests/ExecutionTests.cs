using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class ExecutionTests
{
    [Fact]
    public void The_cpu_is_used_where_it_is_asked_for()
    {
        using var model = TestBundles.Load("line", new RuntimeOptions { Target = ExecutionTarget.Cpu, Threads = 2 });

        Assert.Equal(new ExecutionInfo(ExecutionTarget.Cpu, "CPU, 2 threads", "asked for"), model.Execution);
    }

    [NoCudaFact]
    public void Auto_says_why_it_fell_back_to_the_cpu()
    {
        using var model = TestBundles.Load("line", new RuntimeOptions { CudaLibrary = "no/such/library.so" });

        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
        Assert.Contains("no built-in CUDA provider", model.Execution.Reason, StringComparison.Ordinal);
        Assert.Contains("no file 'no/such/library.so'", model.Execution.Reason, StringComparison.Ordinal);
        using var personal = model.Adapt(TestBundles.Examples(1, 3, 2), TestBundles.Examples(2, 3, 1));
        Assert.Equal(model.Execution, personal.Report!.Execution);
    }

    [NoCudaFact]
    public void A_library_that_is_no_provider_is_a_reason_and_not_a_crash()
    {
        using var temp = new TempFolder();
        File.WriteAllText(temp["provider.so"], "no library");

        using var model = TestBundles.Load("line", new RuntimeOptions { CudaLibrary = temp["provider.so"] });

        Assert.Contains("provider.so", model.Execution.Reason, StringComparison.Ordinal);
    }

    [NoCudaFact]
    public void Cuda_asked_for_where_there_is_none_is_an_error_with_a_way_out()
    {
        var error = Assert.Throws<ExecutionException>(
            () => TestBundles.Load("line", new RuntimeOptions { Target = ExecutionTarget.Cuda }));

        Assert.Contains("choose Auto or Cpu", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Any_number_of_threads_gives_the_same_answer(int threads)
    {
        using var one = TestBundles.Load("filter");
        using var many = TestBundles.Load("filter", new RuntimeOptions { Threads = threads });
        var x = TestBundles.Examples(1, 8, 4, 8, 8);

        Close.Assert(one.Predict(x).Values, many.Predict(x).Values, 1e-6);
    }

    [Theory]
    [InlineData(GraphOptimizationLevel.ORT_DISABLE_ALL)]
    [InlineData(GraphOptimizationLevel.ORT_ENABLE_ALL)]
    public void Personal_weights_survive_every_optimization_level(GraphOptimizationLevel level)
    {
        using var model = TestBundles.Load("filter", new RuntimeOptions
        {
            Target = ExecutionTarget.Cpu,
            PredictionOptimization = level,
            AdaptationOptimization = level,
        });
        var (x, t) = (TestBundles.Examples(1, 4, 4, 8, 8), TestBundles.Examples(2, 4, 16));

        using var personal = model.Adapt(x, t);

        Close.Assert(model.Predict(x, personal.State).Values, personal.Predict(x).Values, 1e-5);
        Assert.True(Close.LargestDifference(model.Predict(x).Values, personal.Predict(x).Values) > 1e-2);
    }

    [Fact]
    public void Providers_that_this_onnx_runtime_lacks_are_named_with_their_reasons()
    {
        string[] absent = ["NoSuchProvider", "QNN", "NNAPI", "DML"];

        using var model = TestBundles.Load("line", new RuntimeOptions { Providers = [.. absent.Select(ExecutionProvider.FromString)] });
        var error = Assert.Throws<ExecutionException>(
            () => TestBundles.Load("line", new RuntimeOptions { Target = ExecutionTarget.Named, Providers = ["NoSuchProvider"] }));

        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
        Assert.All(absent, name => Assert.Contains($"{name}: ", model.Execution.Reason, StringComparison.Ordinal));
        Assert.Contains("Execution providers: expected NoSuchProvider, got NoSuchProvider: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("this one has CPUExecutionProvider", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_provider_library_that_does_not_load_is_a_reason()
    {
        using var model = TestBundles.Load("line", new RuntimeOptions { Providers = [new ExecutionProvider("Mine") { Library = "no/such/library.so" }] });

        Assert.Contains("Mine: ", model.Execution.Reason, StringComparison.Ordinal);
        Assert.Contains("library.so", model.Execution.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_contradict_each_other_are_refused()
    {
        RuntimeOptions[] wrong =
        [
            new() { Target = ExecutionTarget.Named },
            new() { Target = ExecutionTarget.Cpu, Providers = ["XNNPACK"] },
            new() { Threads = -1 },
            new() { ParallelOperators = 0 },
            new() { DeviceIndex = -1 },
        ];

        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => TestBundles.Load("line", options)));
    }

    [Theory]
    [InlineData(1, false, false)]
    [InlineData(2, true, true)]
    [InlineData(2, false, true)]
    public void Arena_spinning_and_parallel_operators_change_no_answer(int parallel, bool spinning, bool arena)
    {
        using var one = TestBundles.Load("filter");
        using var other = TestBundles.Load("filter", new RuntimeOptions
        {
            Target = ExecutionTarget.Cpu,
            ParallelOperators = parallel,
            Spinning = spinning,
            Arena = arena,
        });
        var (x, t) = (TestBundles.Examples(1, 4, 4, 8, 8), TestBundles.Examples(2, 4, 16));
        using var expected = one.Adapt(x, t);
        using var personal = other.Adapt(x, t);

        Close.Assert(expected.Predict(x).Values, personal.Predict(x).Values, 1e-6);
    }
}
