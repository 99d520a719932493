using MamlEdge.Bundle;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>What must hold between the figures of an inner loop.</summary>
internal static class InnerLoopRules
{
    /// <summary>Checks a description against the parameters of a model.</summary>
    /// <param name="spec">The inner loop.</param>
    /// <param name="adapted">Names of the parameters that it changes.</param>
    /// <param name="parameters">Names of all parameters that gradients change.</param>
    /// <exception cref="ExporterException">A figure is out of range, or two contradict each other.</exception>
    public static void Check(InnerLoopSpec spec, IReadOnlyList<string> adapted, IReadOnlyList<string> parameters)
    {
        void Require(bool condition, string message)
        {
            if (!condition) throw new ExporterException(message);
        }

        Require(spec.Steps >= 1, $"The inner loop needs at least 1 step, got {spec.Steps}.");
        Require(double.IsFinite(spec.LearningRate), $"The inner learning rate must be finite, got {spec.LearningRate}.");
        Require(spec.Momentum is >= 0 and < 1, $"The momentum must be 0 or more and less than 1, got {spec.Momentum}.");
        Require(double.IsFinite(spec.Proximal) && spec.Proximal >= 0, $"The proximal weight must be 0 or more, got {spec.Proximal}.");
        if (spec.Adam is { } adam)
        {
            Require(spec.Momentum == 0, $"Adam has moments of its own, but the momentum is {spec.Momentum}. Leave one of them out.");
            Require(adam is { Beta1: >= 0 and < 1, Beta2: >= 0 and < 1, Epsilon: > 0 }, $"Adam needs decays from 0 to less than 1 and a positive epsilon, got {adam.Beta1}, {adam.Beta2}, {adam.Epsilon}.");
        }

        Require(spec.Minibatch is null or >= 1, $"A minibatch needs at least 1 example, got {spec.Minibatch}.");
        Require(spec.Ridge is null || spec.Minibatch is null, "Ridge regression solves for all support examples, so it takes no minibatches.");
        Require(spec.Ridge is null || spec.PerStep.Count == 0, "Ridge regression takes no gradient steps, so no parameter has a value for each step.");
        if (spec.Ridge is { } ridge)
        {
            Require(ridge is { Penalty: > 0, Scale: > 0 }, $"Ridge regression needs a positive penalty and scale, got {ridge.Penalty} and {ridge.Scale}.");
            Require(spec.Loss != LossKind.Bce, "Ridge regression fits classes or values; the loss bce is for neither. Take cross-entropy with two classes.");
            Require(spec is { Momentum: 0, Adam: null, Proximal: 0 }, "Ridge regression takes no gradient steps, so momentum, Adam and a proximal term have no meaning for it.");
            Require(spec.Outer.Direction == OuterDirection.Gradient, "The outer loop passes ridge regression by the gradient only.");
        }

        var outer = spec.Outer;
        Require(outer.WeightedSteps?.All(s => s >= 0 && s <= spec.Steps) ?? true, $"The query loss can count after 0 to {spec.Steps} steps, got {string.Join(", ", outer.WeightedSteps ?? [])}.");
        if (outer.Direction == OuterDirection.Gradient) return;
        Require(!spec.LearnRates, $"The direction {outer.Direction} has no gradient for learning rates. Fix them, or take the gradient.");
        Require(outer.WeightedSteps is null, $"The direction {outer.Direction} is of the last step only. Leave out the weights of the others.");
        Require(adapted.Count == parameters.Count, $"The direction {outer.Direction} is defined for parameters that are all adapted, but {string.Join(", ", parameters.Except(adapted))} stay fixed. Adapt all, or take the gradient.");
        Require(outer.Direction != OuterDirection.Implicit || spec.Proximal > 0, "The implicit direction needs a positive proximal weight.");
        Require(outer.ConjugateSteps >= 1, $"Conjugate gradients need at least 1 iteration, got {outer.ConjugateSteps}.");
    }
}
