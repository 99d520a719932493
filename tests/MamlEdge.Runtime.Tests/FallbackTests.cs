using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>A device that works and then fails: what goes on, where, and what is said of it. The device is the CPU under another name.</summary>
public sealed class FallbackTests
{
    // Only sessions that ask for it use it.
    private static readonly Lazy<bool> SmallArena = new(() =>
    {
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        using var limits = new OrtArenaCfg(maxMemory: 1 << 20, arenaExtendStrategy: 1, initialChunkSizeBytes: 1 << 16, maxDeadBytesPerChunk: -1);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, limits);
        return true;
    });

    private readonly Examples _x = TestBundles.Examples(1, 4, 4, 8, 8);
    private readonly Examples _t = TestBundles.Examples(2, 4, 16);
    private readonly Examples _many = TestBundles.Examples(3, 8192, 4, 8, 8);
    private readonly Examples _targets = TestBundles.Examples(4, 8192, 16);
    private int _runs;

    [Fact]
    public void A_device_that_fails_on_its_second_run_is_left_for_the_cpu_with_the_same_answer()
    {
        using var model = TestBundles.Load("filter", Failing(at: 2));
        using var cpu = TestBundles.Load("filter");

        var before = model.Predict(_x).Values;
        Assert.Equal(ExecutionTarget.Cuda, model.Execution.Target);
        var after = model.Predict(_x).Values;

        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
        Assert.Equal("CPU, 1 thread", model.Execution.Device);
        Assert.Contains("Test device failed: forward.onnx: expected a device, got none", model.Execution.Reason, StringComparison.Ordinal);
        Assert.Equal(before, after);
        Assert.Equal(cpu.Predict(_x).Values, model.Predict(_x).Values);
        Assert.Equal(2, _runs);
    }

    [Fact]
    public void An_adaptation_goes_on_and_its_report_says_where()
    {
        using var model = TestBundles.Load("filter", Failing(at: 1));
        using var cpu = TestBundles.Load("filter");

        using var personal = model.Adapt(_x, _t);
        using var expected = cpu.Adapt(_x, _t);

        Assert.Equal(ExecutionTarget.Cpu, personal.Report!.Execution.Target);
        Assert.Contains("adapt.onnx", personal.Report.Execution.Reason, StringComparison.Ordinal);
        Assert.Equal(expected.Predict(_x).Values, personal.Predict(_x).Values);
    }

    [Fact]
    public void Personal_models_from_before_go_on_too()
    {
        using var model = TestBundles.Load("filter", Failing(at: 4));
        using var alice = model.Adapt(_x, _t, new AdaptOptions { Guard = false });
        var before = alice.Predict(_x).Values;
        while (model.Execution.Target != ExecutionTarget.Cpu)
            _ = model.Predict(_x);

        Assert.Equal(before, alice.Predict(_x).Values);
        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
    }

    [Fact]
    public void Threads_that_meet_the_failure_together_all_get_their_answers()
    {
        using var model = TestBundles.Load("filter", Failing(at: 50));
        var expected = model.Predict(_x).Values;

        Parallel.For(0, 400, _ => Assert.Equal(expected, model.Predict(_x).Values));

        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
    }

    [Fact]
    public void A_device_that_was_demanded_fails_with_an_error()
    {
        using var model = TestBundles.Load("filter", Failing(at: 2, mayFallBack: false));
        _ = model.Predict(_x);

        Assert.Throws<ExecutionException>(() => model.Predict(_x));
        Assert.Equal(ExecutionTarget.Cuda, model.Execution.Target);
    }

    [Fact]
    public void A_device_whose_memory_runs_out_in_onnx_runtime_is_left_for_the_cpu()
    {
        using var model = TestBundles.Load("filter", new RuntimeOptions { Provider = SmallMemory(mayFallBack: true) });
        using var cpu = TestBundles.Load("filter");

        Assert.Equal(cpu.Predict(_x).Values, model.Predict(_x).Values);
        Assert.Equal(ExecutionTarget.Cuda, model.Execution.Target);
        var y = model.Predict(_many).Values;

        Assert.Equal(ExecutionTarget.Cpu, model.Execution.Target);
        Assert.Matches("Test device failed: forward.onnx: expected a run without error, got .*[Mm]emory", model.Execution.Reason);
        Assert.Equal(cpu.Predict(_many).Values, y);
        Assert.Equal(cpu.Predict(_x).Values, model.Predict(_x).Values);
    }

    [Fact]
    public void An_adaptation_for_which_the_memory_of_a_device_does_not_suffice_goes_on_and_its_report_says_where()
    {
        using var model = TestBundles.Load("filter", new RuntimeOptions { Provider = SmallMemory(mayFallBack: true) });
        using var cpu = TestBundles.Load("filter");

        using var small = model.Adapt(_x, _t);
        using var personal = model.Adapt(_many, _targets);
        using var expected = cpu.Adapt(_many, _targets);

        Assert.Equal((ExecutionTarget.Cuda, ExecutionTarget.Cpu), (small.Report!.Execution.Target, personal.Report!.Execution.Target));
        Assert.Contains("Test device failed: adapt.onnx: expected a run without error", personal.Report.Execution.Reason, StringComparison.Ordinal);
        Assert.Equal(expected.Predict(_x).Values, personal.Predict(_x).Values);
    }

    [Fact]
    public void A_device_that_was_demanded_and_whose_memory_runs_out_is_an_error_that_names_the_graph()
    {
        using var model = TestBundles.Load("filter", new RuntimeOptions { Provider = SmallMemory(mayFallBack: false) });

        var error = Assert.Throws<ExecutionException>(() => model.Predict(_many));

        Assert.Equal("forward.onnx", error.Part);
        Assert.IsType<OnnxRuntimeException>(error.InnerException);
        Assert.Equal(4, model.Predict(_x).Count);
        Assert.Equal(ExecutionTarget.Cuda, model.Execution.Target);
    }

    [Fact]
    public void A_device_on_which_no_session_opens_is_left_at_once()
    {
        var provider = new Provider(new ExecutionInfo(ExecutionTarget.Cuda, "Test device", "for a test"), session => session.AppendExecutionProvider("NoSuchProvider")) { MayFallBack = true };
        using var model = TestBundles.Load("filter", new RuntimeOptions { Provider = provider });

        Assert.Contains("Test device failed: forward.onnx on Test device", model.Execution.Reason, StringComparison.Ordinal);
        Assert.Equal(4, model.Predict(_x).Count);
    }

    [Fact]
    public void A_failure_of_the_cpu_is_an_error_and_is_not_tried_for_ever()
    {
        using var model = TestBundles.Load("filter", new RuntimeOptions { Provider = Device(at: 1, mayFallBack: true, then: true) });

        Assert.Throws<ExecutionException>(() => model.Predict(_x));
    }

    /// <summary>A device of 1 MiB: ONNX Runtime itself fails where a run needs more.</summary>
    private static Provider SmallMemory(bool mayFallBack)
    {
        _ = SmallArena.Value;
        return new(new ExecutionInfo(ExecutionTarget.Cuda, "Test device", "for a test"), session => session.AddSessionConfigEntry("session.use_env_allocators", "1"))
        {
            MayFallBack = mayFallBack,
        };
    }

    private RuntimeOptions Failing(int at, bool mayFallBack = true) => new() { Provider = Device(at, mayFallBack, then: false) };

    /// <summary>Runs on the CPU, and fails at the n-th run of any graph and ever after.</summary>
    private Provider Device(int at, bool mayFallBack, bool then) =>
        new(new ExecutionInfo(then ? ExecutionTarget.Cpu : ExecutionTarget.Cuda, "Test device", "for a test"), static _ => { })
        {
            MayFallBack = mayFallBack && !then,
            BeforeRun = graph =>
            {
                if (Interlocked.Increment(ref _runs) >= at)
                    throw new ExecutionException(graph, "a device", "none", "Plug it in again.");
            },
        };
}
