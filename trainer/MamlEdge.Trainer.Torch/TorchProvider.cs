using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;

namespace MamlEdge.Trainer.Torch;

/// <summary>The engine <c>torch</c>; found by name where its assembly is in the build.</summary>
public sealed class TorchProvider : IEngineProvider
{
    /// <inheritdoc/>
    public string Name => "torch";

    /// <inheritdoc/>
    public EngineFacts Probe() => TorchLibrary.Probe();

    /// <inheritdoc/>
    public IMetaGradientEngine NewEngine(ForwardModel model, InnerLoopSpec inner, EngineOptions options) => New(model, inner, options);

    /// <inheritdoc/>
    public TaskTrace Trace(ForwardModel model, InnerLoopSpec inner, Episode task, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var engine = New(model, inner, options with { TasksPerRun = 1 });
        return engine.Trace(task, InitialParameters.Of(engine.Layout, model, inner));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Exporter.Graphs.Tensor> Run(Function function, IReadOnlyDictionary<string, Exporter.Graphs.Tensor> inputs, EngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(function);
        var target = TargetOf(options);
        using var scope = NewDisposeScope();
        using var graph = new TorchGraph(function, target);
        var results = graph.Run(inputs.ToDictionary(i => i.Key, i => target.Constant(i.Value)));
        return function.Outputs.Zip(results).ToDictionary(r => r.First.Name, r => new Exporter.Graphs.Tensor(
            r.First.Value.Type, r.Second.shape, r.Second.to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray()));
    }

    private static TorchEngine New(ForwardModel model, InnerLoopSpec inner, EngineOptions options) => new(model, inner, options, TargetOf(options));

    private static TorchTarget TargetOf(EngineOptions options)
    {
        var cuda = options.Device == ComputeDevice.Cuda;
        if (cuda && options.Deterministic)
            throw new NotSupportedException("The engine 'torch' has no deterministic mode on CUDA, because TorchSharp reaches none of libtorch's switches for it. Use --device cpu, or leave --deterministic out.");
        TorchLibrary.Require(options.Device);
        // Full float32 on both engines: TF32 keeps 10 bits of the mantissa, and libtorch takes it for convolutions by itself.
        if (cuda) (backends.cuda.matmul.allow_tf32, backends.cudnn.allow_tf32) = (false, false);
        return new(cuda ? CUDA : CPU, options.Precision == Precision.Float64 ? ScalarType.Float64 : ScalarType.Float32, options.Precision == Precision.BFloat16);
    }
}
