using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>A device that works and then fails: what goes on, where, and what is said of it. The device is the CPU under another name.</summary>
public sealed class FallbackTests
{
    private readonly Examples _x = TestBundles.Examples(1, 4, 4, 8, 8);
    private readonly Examples _t = TestBundles.Examples(2, 4, 16);
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
