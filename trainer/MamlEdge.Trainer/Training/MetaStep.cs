using System.Numerics.Tensors;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>One step of the outer loop: the mean meta-gradient of a batch, clipped, and what the optimiser makes of it.</summary>
/// <param name="settings">The run.</param>
/// <param name="model">The model.</param>
/// <param name="engines">What computes the gradients.</param>
/// <param name="state">What the step changes.</param>
internal sealed class MetaStep(TrainingSettings settings, ForwardModel model, MetaEngines engines, TrainingState state)
{
    /// <summary>Inner rates below this move more slowly, in proportion: Adam's steps are as large as its rate, whatever they are added to.</summary>
    private const double SmallRate = 0.1;

    private readonly ParameterVector _gradient = new(engines.Exact.Layout);
    private readonly NormStatistics _statistics = new(model, engines.Exact.Layout);
    private readonly StepWeighting _weighting = new(settings, settings.TrainingLoop().Outer);
    private readonly ParameterSlot[] _unlearned = [.. engines.Exact.Layout.Slots.Where(slot =>
        MetaAlgorithm.Named(settings.Algorithm).Unlearned.Any(name => slot.Name == ParameterLayout.ThetaPrefix + name))];

    /// <summary>Rates that are learned as they are, and those that are learned as logarithms.</summary>
    private readonly ParameterSlot[] _rates = RatesOf(engines, !settings.Inner.LogRates), _logarithms = RatesOf(engines, settings.Inner.LogRates);

    /// <summary>Computes the gradient of a batch at the present parameters, and moves the statistics of normalisations.</summary>
    /// <returns>Results of the tasks, and the norm of the gradient before clipping.</returns>
    public (MetaBatchResult Result, double Norm) Compute(IReadOnlyList<Episode> batch)
    {
        var engine = engines.At(state.Iteration);
        if (_weighting.Counted.Count > 0) engine.WeighSteps(_weighting.At(state.Iteration));
        var result = engine.Compute(batch, state.Parameters, _gradient);
        _statistics.Follow(state.Parameters, _gradient);
        foreach (var slot in _unlearned) _gradient[slot].Clear();
        // d L / d log λ = λ d L / d λ: before clipping, because beside small rates their plain gradients are all that a norm would see.
        foreach (var slot in _logarithms) TensorPrimitives.Multiply(_gradient[slot], state.Parameters[slot], _gradient[slot]);
        return (result, (settings.Clip ?? new()).Apply(_gradient.Values));
    }

    /// <summary>Takes the step.</summary>
    /// <param name="rate">Outer learning rate.</param>
    public void Take(double rate)
    {
        var part = (float)Math.Min(1, settings.Inner.LearningRate / SmallRate);
        float[][] before = part < 1 ? [.. _rates.Select(slot => state.Parameters[slot].ToArray())] : [];
        foreach (var slot in _logarithms) TensorPrimitives.Log(state.Parameters[slot], state.Parameters[slot]);
        if (settings.OuterOptimizer == OuterOptimizer.Adam) state.Optimizer.Update(state.Parameters.Values, _gradient.Values, rate);
        else TensorPrimitives.MultiplyAdd(_gradient.Values, (float)-rate, state.Parameters.Values, state.Parameters.Values);
        foreach (var slot in _logarithms) TensorPrimitives.Exp(state.Parameters[slot], state.Parameters[slot]);
        foreach (var (slot, old) in _rates.Zip(before)) TensorPrimitives.Lerp(old, state.Parameters[slot], part, state.Parameters[slot]);
    }

    private static ParameterSlot[] RatesOf(MetaEngines engines, bool wanted) => wanted ? [.. engines.Exact.Layout.Slots.Where(slot => ParameterLayout.IsRate(slot.Name))] : [];
}
