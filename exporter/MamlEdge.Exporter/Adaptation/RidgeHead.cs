using MamlEdge.Bundle;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// Ridge regression in the place of gradient steps (R2-D2, Bertinetto et al. 2019, equations 3 and 6): the adapted parameters, in which the
/// model must be linear, minimise |y - α t|² + λ |W - W₀|² on the support set; t are the targets, one-hot for classes. Each of the k steps is an
/// iteration of conjugate gradients, so that k of them are exact for k examples. Scale and penalty may be learned with the model.
/// </summary>
/// <param name="Penalty">λ.</param>
/// <param name="Scale">α: how far apart the outputs of a class and of the others are fitted.</param>
public sealed record RidgeHead(double Penalty = 1, double Scale = 5)
{
    /// <summary>Names under which the logarithms of the two stand among the rates: they are learned as such, and so stay positive.</summary>
    public const string PenaltyName = "ridge.penalty", ScaleName = "ridge.scale";

    /// <summary>The logarithms under these names, as <see cref="InnerLoopSpec.Rates"/> has them.</summary>
    public IReadOnlyDictionary<string, SafeTensor> ToRates()
    {
        return new Dictionary<string, SafeTensor>(StringComparer.Ordinal) { [PenaltyName] = Logarithm(Penalty), [ScaleName] = Logarithm(Scale) };

        static SafeTensor Logarithm(double value) => SafeTensor.FromFloats([(float)Math.Log(value)], []);
    }
}
