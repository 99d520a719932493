using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <content>Adaptation.</content>
public sealed partial class MetaModel
{
    /// <summary>Adapts a classifier to labelled examples.</summary>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="labels">Class of each example, from 0.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values, labels or options do not fit, or memory would not suffice.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PersonalModel Adapt(
        Examples support,
        ReadOnlySpan<long> labels,
        AdaptOptions? options = null,
        PersonalState? from = null,
        CancellationToken cancellationToken = default)
    {
        from?.RequireBundle(Manifest, BundleSha256);
        var data = SupportData.Of(Manifest, support, labels.ToArray(), Known(from));
        return Adapt(data, from?.Origin.Classes, options, from, cancellationToken);
    }

    /// <summary>Adapts a regression or a yes-or-no model to examples with targets.</summary>
    /// <param name="support">Examples in the shape of the manifest's input.</param>
    /// <param name="targets">Targets in the shape of the manifest's target, as many as examples.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values or options do not fit, or memory would not suffice.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PersonalModel Adapt(
        Examples support,
        Examples targets,
        AdaptOptions? options = null,
        PersonalState? from = null,
        CancellationToken cancellationToken = default)
    {
        from?.RequireBundle(Manifest, BundleSha256);
        return Adapt(SupportData.Of(Manifest, support, targets), classes: null, options, from, cancellationToken);
    }

    /// <summary>
    /// Adapts a classifier to examples by the names of their classes. Names that <paramref name="from"/> or the manifest knows
    /// keep their numbers, others get the next ones; the personal state keeps all of them.
    /// </summary>
    /// <param name="support">Examples by name. To add a class, give examples of the known ones too: what is not shown is forgotten.</param>
    /// <param name="options">Steps, guard, checks and budgets.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values, names or options do not fit, or memory would not suffice.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public PersonalModel Adapt(
        SupportSet support, AdaptOptions? options = null, PersonalState? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(support);
        from?.RequireBundle(Manifest, BundleSha256);
        var classes = ClassNames.Of(Manifest, from, support.Classes);
        var (x, labels) = support.Joined(classes);
        return Adapt(SupportData.Of(Manifest, x, labels, Known(from)), classes, options, from, cancellationToken);
    }

    private long Known(PersonalState? from) => from is null ? 0 : ClassRows.Count(Manifest, from);

    private PersonalModel Adapt(
        SupportData support, IReadOnlyList<string>? classes, AdaptOptions? options, PersonalState? from, CancellationToken cancellationToken)
    {
        using var use = _sessions.Lifetime.Enter();
        var (state, report) = _adapter.Adapt(support, classes, options ?? new AdaptOptions(), from, cancellationToken);
        return PersonalModel.Of(_sessions, state, report);
    }
}
