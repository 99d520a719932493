using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Trainer.Training;

/// <summary>How much the query loss after each number of inner steps counts in the outer loop, over a run.</summary>
internal sealed class StepWeighting
{
    /// <summary>Least weight of a step while all count, as a part of an equal share (Antoniou et al. 2019, published code).</summary>
    private const double Least = 0.03;

    private readonly ObjectiveSettings _objective;
    private readonly int _steps;
    private readonly long _iterations;
    private readonly float[] _weights;

    /// <summary>The weighting of a run.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="outer">Which steps have a weight.</param>
    public StepWeighting(TrainingSettings settings, OuterObjective outer)
    {
        (_objective, _steps, _iterations) = (settings.Objective, settings.Inner.Steps, settings.Iterations);
        Counted = outer.WeightedSteps ?? [];
        _weights = new float[Counted.Count];
    }

    /// <summary>Numbers of steps with a weight; none where only the last counts.</summary>
    public IReadOnlyList<int> Counted { get; }

    /// <summary>The steps that an objective gives a weight; null where only the last counts.</summary>
    public static IReadOnlyList<int>? Of(ObjectiveSettings objective, int steps)
    {
        if (objective.MultiStepPart == 0) return objective.PreAdaptationWeight == 0 ? null : [0, steps];
        int[] after = [.. Enumerable.Range(1, steps)];
        return objective.PreAdaptationWeight == 0 ? after : [0, .. after];
    }

    /// <summary>The weights at an iteration, in the order of <see cref="Counted"/>.</summary>
    public ReadOnlySpan<float> At(long iteration)
    {
        for (var i = 0; i < _weights.Length; i++) _weights[i] = (float)WeightOf(Counted[i], iteration);
        return _weights;
    }

    private double WeightOf(int step, long iteration)
    {
        // A baseline that counts nothing but the loss before adaptation counts it whole.
        if (step == 0) return Counted.Count == 1 ? 1 : _objective.PreAdaptationWeight;
        if (_objective.MultiStepPart == 0) return 1;
        var done = iteration / (_objective.MultiStepPart * _iterations);
        if (done >= 1) return step == _steps ? 1 : 0;
        var share = 1.0 / _steps;
        var early = Math.Max(share * (1 - done), Least * share);
        return step == _steps ? 1 - ((_steps - 1) * early) : early;
    }
}
