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
    private readonly ParameterSlot[] _statistics;

    /// <summary>The objective of an inner loop.</summary>
    /// <exception cref="NotSupportedException">There is no rule for it here.</exception>
    public TorchObjective(ForwardModel model, InnerLoopSpec inner, ParameterLayout layout)
    {
        static NotSupportedException Unknown(string what) => new($"The engine 'torch' does not know {what}. Use --engine onnx.");
        if (inner.Outer.Direction == OuterDirection.Implicit) throw Unknown("the implicit direction of iMAML");
        if (inner.Minibatch is not null) throw Unknown("inner steps on minibatches");
        if (inner.PerStep.Count > 0) throw Unknown("normalisations with values of their own for each step");
        _statistics = [.. layout.Slots.Where(slot => model.Statistics.Any(name => slot.Name == ParameterLayout.ThetaPrefix + name))];
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
        var (before, after) = (loop.Observe(path[0], support), _inner.SupportStatistics ? null : loop.Observe(path[^1], query));
        foreach (var slot in _statistics)
        {
            // A running statistic stands for the support set before the steps and for queries after them.
            var seen = after is null ? before[slot.Name] : (before[slot.Name] + after[slot.Name]) / 2;
            direction.narrow(0, slot.Offset, slot.Length).copy_((path[0][slot.Name] - seen).reshape(-1, slot.Length).sum([0L]));
        }

        return direction;
    }

    private Tensor? Descent(
        TorchInnerLoop loop, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> path, ExampleTensors support, ExampleTensors query, Tensor last, Tensor learned)
    {
        if (_inner.Outer.Direction == OuterDirection.Displacement) return Displacement(path);
        if (_inner.Outer.WeightedSteps is not { } counted) return OuterGradient.Of(last.sum(), learned);
        var terms = counted.Zip(_weights).Where(c => c.Second != 0)
            .Select(c => (c.First == _inner.Steps ? last : loop.QueryLoss(path[c.First], support, query).Loss).sum() * c.Second).ToList();
        return terms.Count == 0 ? null : OuterGradient.Of(terms.Aggregate((a, b) => a + b), learned);
    }

    /// <summary>θ - U_k(θ), where every parameter is adapted (Reptile, Nichol et al. 2018, section 2).</summary>
    private Tensor Displacement(IReadOnlyList<IReadOnlyDictionary<string, Tensor>> path) =>
        cat([.. _layout.Slots.Select(slot => (path[0][slot.Name] - path[^1][slot.Name]).detach().reshape(-1, slot.Length).sum([0L]))], 0);
}
