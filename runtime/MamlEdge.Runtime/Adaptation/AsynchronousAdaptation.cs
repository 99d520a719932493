using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// Adaptation that does not block the caller. It is work for a processor, not waiting: each call takes a thread of the thread
/// pool until it ends. Arrays that are given must not change meanwhile.
/// </summary>
public static class AsynchronousAdaptation
{
    /// <inheritdoc cref="MetaModel.Adapt(Examples, ReadOnlySpan{long}, AdaptOptions?, PersonalState?, CancellationToken)"/>
    /// <param name="model">The model to adapt.</param>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="labels">Class of each example, from 0.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    public static Task<PersonalModel> AdaptAsync(
        this MetaModel model, Examples support, ReadOnlyMemory<long> labels, AdaptOptions? options = null, PersonalState? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => model.Adapt(support, labels.Span, options, from, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="MetaModel.Adapt(Examples, Examples, AdaptOptions?, PersonalState?, CancellationToken)"/>
    /// <param name="model">The model to adapt.</param>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="targets">Targets in the shape of the manifest's target, as many as examples.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    public static Task<PersonalModel> AdaptAsync(
        this MetaModel model, Examples support, Examples targets, AdaptOptions? options = null, PersonalState? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => model.Adapt(support, targets, options, from, cancellationToken), cancellationToken);
    }

    /// <inheritdoc cref="MetaModel.Adapt(SupportSet, AdaptOptions?, PersonalState?, CancellationToken)"/>
    /// <param name="model">The model to adapt.</param>
    /// <param name="support">Examples by name.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    public static Task<PersonalModel> AdaptAsync(
        this MetaModel model, SupportSet support, AdaptOptions? options = null, PersonalState? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Task.Run(() => model.Adapt(support, options, from, cancellationToken), cancellationToken);
    }
}
