using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using Microsoft.ML.OnnxRuntime;
using Xunit;

namespace MamlEdge.Runtime.Tests;

/// <summary>Cancelling while a graph is loaded.</summary>
public sealed class LoadCancellationTests : IDisposable
{
    private readonly TempFolder _temp = new();
    private readonly Examples _x = TestBundles.Examples(1, 6, 3), _t = TestBundles.Examples(2, 6, 2);
    private Action _loading = () => { };

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loading_ends_with_the_token_and_a_later_call_loads_again(bool prepare)
    {
        using var model = Cold(new MlpSpec(3, [8, 8], 2), steps: 40);
        using var source = new CancellationTokenSource();
        _loading = source.Cancel;

        var error = Assert.ThrowsAny<OperationCanceledException>(() =>
        {
            if (prepare) model.Prepare(source.Token);
            else model.Adapt(_x, _t, cancellationToken: source.Token).Dispose();
        });

        _loading = () => { };
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.Contains("Loading adapt.onnx was cancelled", error.Message, StringComparison.Ordinal);
        using var personal = model.Adapt(_x, _t);
        Assert.Equal(40, personal.Report!.Steps);
    }

    [Fact]
    public async Task Who_waits_for_another_thread_that_loads_is_cancelled_alone()
    {
        using var model = Cold(new MlpSpec(3, [], 2), steps: 1);
        using var source = new CancellationTokenSource();
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        _loading = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var loading = Task.Run(() => model.Adapt(_x, _t));
        entered.Wait();
        var waiting = Task.Run(() => model.Prepare(source.Token));

        source.Cancel();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.False(loading.IsCompleted);
        leave.Set();
        using var personal = await loading;
        Assert.Equal(1, personal.Report!.Steps);
    }

    /// <summary>A model whose adaptation graphs are not open yet; before each is loaded, <see cref="_loading"/> is called.</summary>
    private MetaModel Cold(MlpSpec spec, int steps)
    {
        BundleWriter.Write(_temp["model"], ExportedBundles.Contents(spec, new InnerLoopSpec { Loss = LossKind.Mse, Steps = steps, LearningRate = 0.01 }));
        var options = new RuntimeOptions { Target = ExecutionTarget.Cpu };
        return MetaModel.Load(_temp["model"], options with { Provider = Provider.Cpu(options, "asked for") with { Append = (SessionOptions _) => _loading() } });
    }
}
