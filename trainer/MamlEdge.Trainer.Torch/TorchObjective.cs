using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Torch.Examples;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>What the outer loop descends, and by which direction, for the tasks of one pass together.</summary>
internal sealed class TorchObjective
{
    private readonly InnerLoopSpec _inner;
    private readonly ParameterLayout _layout;
    private readonly float[] _weights;
    private readonly ParameterSlot[] _statistics, _stepStatistics;

    /// <summary>The objective of an inner loop.</summary>
    public TorchObjective(ForwardModel model, InnerLoopSpec inner, ParameterLayout layout)
    {
        ParameterSlot[] Statistics(string prefix) => [.. layout.Slots.Where(slot => model.Statistics.Any(name => slot.Name == prefix + name))];
        (_statistics, _stepStatistics) = (Statistics(ParameterLayout.ThetaPrefix), Statistics(ParameterLayout.StepPrefix));
        (_inner, _layout, _weights) = (inner, layout, new float[inner.Outer.WeightedSteps?.Count ?? 0]);
        // The last loss alone counts where nobody gives weights.
        if (_weights.Length > 0) _weights[^1] = 1;
    }

    /// <summary>Whether the direction is a gradient that passes the inner gradients.</summary>
    public bool PassesSteps => !_inner.FirstOrder && _inner.Outer.Direction == OuterDirection.Gradient;

    /// <summary>Sets the weights of the query losses along the steps.</summary>
    /// <exception cref="ArgumentException">The objective has another number of weights.</exception>
    public void Weigh(ReadOnlySpan<float> weights)
    {
        if (weights.Length != _weights.Length) throw new ArgumentException($"The objective has {_weights.Length} weights of steps, got {weights.Length}.", nameof(weights));
        weights.CopyTo(_weights);
    }

    /// <summary>The sum of the tasks' directions; null where no loss counts.</summary>
    /// <param name="loop">The inner loop that was run.</param>
    /// <param name="path">All parameters before each step and after the last.</param>
    /// <param name="support">Support examples.</param>
    /// <param name="query">Query examples.</param>
    /// <param name="last">The query loss after the last step, [] or [T].</param>
    /// <param name="learned">All that is learned, in one tensor that the path comes from.</param>
    public Tensor? Direction(
        TorchInnerLoop loop, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> path, ExampleTensors support, ExampleTensors query, Tensor last, Tensor learned)
    {
        var direction = Descent(loop, path, support, query, last, learned);
        if (_statistics.Length == 0) return direction;
        using var noGradient = no_grad();
        direction = direction?.clone() ?? zeros_like(learned);
        var seen = Enumerable.Range(0, path.Count).Select(step => new Lazy<IReadOnlyDictionary<string, Tensor>>(() => loop.Observe(path[step], step < _inner.Steps ? support : query))).ToArray();
        foreach (var slot in _statistics) Put(direction, slot, Away(slot.Name, 0, StandsForQueries(slot) ? (seen[0].Value[slot.Name] + seen[^1].Value[slot.Name]) / 2 : seen[0].Value[slot.Name]));
        // The statistics of a step stand for the support set that the next step learns from, those of the last for queries.
        foreach (var slot in _stepStatistics) Put(direction, slot, cat([.. Enumerable.Range(1, _inner.Steps).Select(step => Away(ThetaOf(slot), step, seen[step].Value[ThetaOf(slot)]))], 1));
        return direction;

        // [T, n] of the tasks of the pass.
        Tensor Away(string statistic, int step, Tensor observed) => (path[step][statistic] - observed).reshape(-1, path[step][statistic].numel());
    }

    /// <summary>Whether a running statistic is one for all steps, so that it stands for the support set before them and for queries after them.</summary>
    private bool StandsForQueries(ParameterSlot statistic) => !_inner.SupportStatistics && !_stepStatistics.Any(slot => ThetaOf(slot) == statistic.Name);

    private static string ThetaOf(ParameterSlot step) => ParameterLayout.ThetaPrefix + step.Name[ParameterLayout.StepPrefix.Length..];

    private Tensor? Descent(
        TorchInnerLoop loop, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> path, ExampleTensors support, ExampleTensors query, Tensor last, Tensor learned)
    {
        if (_inner.Outer.Direction != OuterDirection.Gradient) return Direct(loop, path, support, last, learned);
        if (_inner.Outer.WeightedSteps is not { } counted) return OuterGradient.Of(last.sum(), learned);
        var terms = counted.Zip(_weights).Where(c => c.Second != 0)
            .Select(c => (c.First == _inner.Steps ? last : loop.QueryLoss(path[c.First], support, query).Loss).sum() * c.Second).ToList();
        return terms.Count == 0 ? null : OuterGradient.Of(terms.Aggregate((a, b) => a + b), learned);
    }

    /// <summary>
    /// What takes the place of the gradient, where every parameter is adapted: θ - U_k(θ) (Reptile, Nichol et al. 2018, section 2), or the implicit
    /// direction (iMAML, Rajeswaran et al. 2019, equation 6).
    /// </summary>
    private Tensor Direct(TorchInnerLoop loop, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> path, ExampleTensors support, Tensor last, Tensor learned)
    {
        string[] names = [.. loop.Stepped.Select(p => ParameterLayout.ThetaPrefix + p)];
        IEnumerable<Tensor> parts = _inner.Outer.Direction == OuterDirection.Displacement
            ? names.Select(name => path[0][name] - path[^1][name])
            : ImplicitDirection.Of(loop.Loss(path[^1], support).Loss, last, [.. names.Select(name => path[^1][name])], _inner.Proximal, _inner.Outer.ConjugateSteps);
        var direction = zeros_like(learned);
        foreach (var (name, part) in names.Zip(parts)) Put(direction, _layout.Slots.Single(slot => slot.Name == name), part);
        return direction;
    }

    /// <summary>Sets a part of a direction to the sum over the tasks of the pass, or over the rows of classes that share it.</summary>
    private static void Put(Tensor direction, ParameterSlot slot, Tensor part) =>
        direction.narrow(0, slot.Offset, slot.Length).copy_(part.detach().reshape(-1, slot.Length).sum([0L]));
}
