using MamlEdge.Exporter.Adaptation;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>The rule by which a step of one inner loop changes a parameter: gradient descent, momentum, or Adam as <see cref="AdamMoments"/> has it.</summary>
internal sealed class InnerRule(InnerLoopSpec spec)
{
    private readonly Dictionary<string, (Tensor Mean, Tensor? Square)> _moments = [];

    /// <summary>What is subtracted from the parameter.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="step">The step, from 0.</param>
    /// <param name="gradient">Its gradient.</param>
    /// <param name="rate">Its learning rate.</param>
    public Tensor Change(string parameter, int step, Tensor gradient, Tensor rate)
    {
        var isFirst = !_moments.TryGetValue(parameter, out var before);
        if (spec.Adam is { } adam)
        {
            var (mean, square) = (gradient * (1 - adam.Beta1), gradient * gradient * (1 - adam.Beta2));
            if (!isFirst) (mean, square) = ((before.Mean * adam.Beta1) + mean, (before.Square! * adam.Beta2) + square);
            _moments[parameter] = (mean, square);
            var inverse = ((square / (1 - Math.Pow(adam.Beta2, step + 1))) + (adam.Epsilon * adam.Epsilon)).rsqrt();
            return rate * (mean / (1 - Math.Pow(adam.Beta1, step + 1)) * inverse);
        }

        var velocity = spec.Momentum == 0 || isFirst ? gradient : (before.Mean * spec.Momentum) + gradient;
        if (spec.Momentum != 0) _moments[parameter] = (velocity, null);
        return rate * velocity;
    }
}
