using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>What predicts: the meta-learned model, or a personal one. Safe for use by several threads.</summary>
public interface IPredictor
{
    /// <summary>Predicts.</summary>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    /// <exception cref="BundleException">The graph does not load.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Predictions Predict(Examples x, CancellationToken cancellationToken = default);

    /// <summary>Predicts without allocating, once a prediction of the same shape has been made.</summary>
    /// <param name="x">Row-major values.</param>
    /// <param name="shape">Their dimensions, examples first.</param>
    /// <param name="y">Takes the row-major outputs; exactly as many as there are.</param>
    /// <param name="cancellationToken">Ends the run between two operators. A source of tokens that is new to each call allocates one registration.</param>
    /// <exception cref="InputException">Shape, values or the length of <paramref name="y"/> do not fit.</exception>
    /// <exception cref="BundleException">The graph does not load.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    void Predict(ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken = default);

    /// <summary>Dimensions of the output for an input, so that a caller can make room for it.</summary>
    /// <param name="shape">Dimensions of the input, examples first.</param>
    /// <exception cref="InputException">The shape does not fit the manifest's.</exception>
    long[] OutputShapeOf(ReadOnlySpan<long> shape);
}
