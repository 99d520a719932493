using MamlEdge.Exporter;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Torch.Graphs;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>The inner learning rates: learned ones from the parameter vector, explicit ones, or one number.</summary>
/// <param name="spec">The inner loop.</param>
/// <param name="shapes">The shapes of the parameters by name.</param>
/// <param name="target">Where explicit rates are put, once.</param>
internal sealed class InnerRates(InnerLoopSpec spec, IReadOnlyDictionary<string, long[]> shapes, TorchTarget target) : IDisposable
{
    private readonly Dictionary<string, Tensor> _explicit = [];
    private Tensor? _single;

    /// <summary>The rate of a parameter at a step: one number, or of the parameter's shape.</summary>
    /// <param name="parameter">Name of the parameter.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="given">Tensors of the parameter vector, by name.</param>
    /// <exception cref="ExporterException">The rates have a shape that fits neither the parameter nor the steps.</exception>
    public Tensor At(string parameter, int step, IReadOnlyDictionary<string, Tensor> given)
    {
        if (Find(parameter, given) is not { } rate)
        {
            if (spec.Rates is null) return _single ??= target.Number(spec.LearningRate, target.Real).DetachFromDisposeScope();
            if (!_explicit.TryGetValue(parameter, out rate))
                _explicit[parameter] = rate = target.Reals(spec.Rates[parameter].ToFloats(), spec.Rates[parameter].Shape).DetachFromDisposeScope();
        }

        var shape = shapes[parameter];
        if (rate.numel() == 1) return rate.reshape([]);
        if (rate.shape.AsSpan().SequenceEqual(shape)) return rate;
        if (rate.shape[0] == spec.Steps)
        {
            var own = rate.select(0, step);
            if (own.numel() == 1) return own.reshape([]);
            if (own.shape.AsSpan().SequenceEqual(shape)) return own;
        }

        throw new ExporterException($"The learning rates of '{parameter}' [{string.Join(", ", shape)}] have the shape [{string.Join(", ", rate.shape)}]; expected one element, the parameter's shape, or {spec.Steps} steps on a leading axis of either.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var rate in _explicit.Values) rate.Dispose();
        _single?.Dispose();
    }

    private static Tensor? Find(string parameter, IReadOnlyDictionary<string, Tensor> given) =>
        given.GetValueOrDefault(ParameterLayout.RatePrefix + parameter) ?? given.GetValueOrDefault(ParameterLayout.RatePrefix.TrimEnd('.'));
}
