using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>The rule by which a step of the inner loop changes a parameter.</summary>
internal abstract class InnerUpdate
{
    /// <summary>Names of what the rule keeps of each parameter from step to step; nothing of it is there before the first step.</summary>
    public abstract IReadOnlyList<string> Moments { get; }

    /// <summary>Numbers that the rule needs of a step and that differ from step to step.</summary>
    public virtual IReadOnlyList<double> Numbers(int step) => [];

    /// <summary>The rule of an inner loop.</summary>
    public static InnerUpdate Of(InnerLoopSpec spec) => spec.Adam is { } adam ? new AdamUpdate(adam) : spec.Momentum != 0 ? new MomentumUpdate(spec.Momentum) : new PlainUpdate();

    /// <summary>What is subtracted from the parameter, and the moments after the step.</summary>
    /// <param name="gradient">Gradient of the parameter.</param>
    /// <param name="rate">Its learning rate.</param>
    /// <param name="moments">Moments before the step, or none before the first.</param>
    /// <param name="numbers">The numbers of the step.</param>
    public abstract (Value Change, Value[] Moments) Apply(Value gradient, Value rate, Value[] moments, IReadOnlyList<Value> numbers);

    private sealed class PlainUpdate : InnerUpdate
    {
        public override IReadOnlyList<string> Moments => [];

        public override (Value Change, Value[] Moments) Apply(Value gradient, Value rate, Value[] moments, IReadOnlyList<Value> numbers) => (rate * gradient, []);
    }

    private sealed class MomentumUpdate(double momentum) : InnerUpdate
    {
        public override IReadOnlyList<string> Moments { get; } = ["velocity"];

        public override (Value Change, Value[] Moments) Apply(Value gradient, Value rate, Value[] moments, IReadOnlyList<Value> numbers)
        {
            var velocity = moments is [var before] ? (momentum * before) + gradient : gradient;
            return (rate * velocity, [velocity]);
        }
    }

    private sealed class AdamUpdate(AdamMoments adam) : InnerUpdate
    {
        public override IReadOnlyList<string> Moments { get; } = ["mean", "square"];

        public override IReadOnlyList<double> Numbers(int step) => [1 / (1 - Math.Pow(adam.Beta1, step + 1)), 1 / (1 - Math.Pow(adam.Beta2, step + 1))];

        public override (Value Change, Value[] Moments) Apply(Value gradient, Value rate, Value[] moments, IReadOnlyList<Value> numbers)
        {
            var (mean, square) = ((1 - adam.Beta1) * gradient, (1 - adam.Beta2) * (gradient * gradient));
            if (moments is [var m, var v]) (mean, square) = ((adam.Beta1 * m) + mean, (adam.Beta2 * v) + square);
            var inverse = Elementwise.InverseSqrt.Apply((numbers[1] * square) + (adam.Epsilon * adam.Epsilon));
            return (rate * numbers[0] * (mean * inverse), [mean, square]);
        }
    }
}
