using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>Personal models in a <see cref="StateStore"/>: restored, also after an update of the bundle, from the support sets kept for that, and continued.</summary>
public static class StoredModels
{
    /// <summary>Restores the current state of a person, or adapts anew where it belongs to another bundle and the policy says so.</summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="store">The store; gets one more version where the model is adapted anew.</param>
    /// <param name="person">Who.</param>
    /// <param name="policy">What to do with a state of another bundle.</param>
    /// <param name="options">How to adapt anew.</param>
    /// <param name="cancellationToken">Ends the adaptation between two operators; the store is then as it was.</param>
    /// <exception cref="BundleException">
    /// There is no such person; a file is changed; the state is of another bundle and the policy refuses it, or no examples were kept, or the new bundle preprocesses
    /// in another way; the new version cannot be saved.
    /// </exception>
    /// <exception cref="InputException">The kept examples do not fit the new bundle.</exception>
    public static RestoredModel Restore(
        this MetaModel model,
        StateStore store,
        string person,
        BundleUpdatePolicy policy = BundleUpdatePolicy.Refuse,
        AdaptOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(store);
        return OnCurrent(store, person, (current, history) =>
        {
            if (current.Origin.BundleSha256 == model.BundleSha256)
                return new RestoredModel(model.Restore(store.Load(person, current.Version)), current, ReadaptedFrom: null, $"Version {current.Version} is a state of this bundle.");

            var source = $"{store.Location}, '{person}'";
            if (policy == BundleUpdatePolicy.Refuse)
                throw OtherBundle(source, model, current, history);
            var support = store.LoadSupport(person, current.Version)
                ?? throw new BundleException(source, $"a support set kept with version {current.Version}", "none", "Adapt again with examples of the person, and keep them when saving.");
            support.RequirePreprocessing(model.Manifest.Preprocessing, source);
            var personal = model.Adapt(support, options, cancellationToken: cancellationToken);
            return Saved(store, current, person, personal, () => support) is { } saved
                ? new RestoredModel(
                    personal, saved, current,
                    $"Version {current.Version} is of bundle '{current.Origin.BundleName}': adapted anew from its {support.Count} kept examples. {personal.Report!.GuardReason}")
                : null;
        });
    }

    /// <summary>
    /// Adapts on from the current state of a person and saves the result. No change of others is lost: where somebody saves or rolls back meanwhile, it adapts
    /// again, from what is current then.
    /// </summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="store">The store; gets one more version, unless the state of before was kept.</param>
    /// <param name="person">Who.</param>
    /// <param name="support">What to learn now.</param>
    /// <param name="keepSupport">Whether these examples are kept, after those that were kept with the state of before.</param>
    /// <param name="options">How to adapt; a deadline counts for each attempt.</param>
    /// <param name="cancellationToken">Ends the adaptation between two operators; the store is then as it was.</param>
    /// <exception cref="BundleException">
    /// There is no such person, or no longer; a file is changed; the state is of another bundle; examples are to be kept and none were before; the new version cannot be saved.
    /// </exception>
    /// <exception cref="InputException">The examples or options do not fit, or memory would not suffice.</exception>
    public static ContinuedModel Continue(
        this MetaModel model,
        StateStore store,
        string person,
        KeptSupport support,
        bool keepSupport = false,
        AdaptOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(support);
        return OnCurrent(store, person, (current, _) =>
        {
            var from = store.Load(person, current.Version);
            var personal = model.Adapt(support, options, from, cancellationToken);
            return Saved(store, current, person, personal, () => keepSupport ? store.SupportOf(person, support, from) : null) is { } saved
                ? new ContinuedModel(personal, saved, current)
                : null;
        });
    }

    /// <summary>Labelled examples as a store keeps them.</summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="labels">Class of each example, from 0.</param>
    /// <exception cref="BundleException">There are not as many labels as examples.</exception>
    public static KeptSupport Keep(this MetaModel model, Examples x, ReadOnlySpan<long> labels)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Keep(model, x, SafeTensor.FromLongs(labels, model.Manifest.Target.ShapeOf(x.Count, free: 1)));
    }

    /// <summary>Examples by the names of their classes as a store keeps them.</summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="support">At least one example.</param>
    /// <exception cref="InputException">There are no examples, or their shapes differ.</exception>
    public static KeptSupport Keep(this MetaModel model, SupportSet support)
    {
        ArgumentNullException.ThrowIfNull(support);
        var (x, labels) = support.Joined(support.Classes);
        return Keep(model, x, labels) with { Classes = support.Classes };
    }

    /// <summary>Examples with targets as a store keeps them.</summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="targets">Targets in the shape of the manifest's target, as many as examples.</param>
    public static KeptSupport Keep(this MetaModel model, Examples x, Examples targets)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Keep(model, x, SafeTensor.FromFloats(targets.Values.Span, targets.Shape.ToArray()));
    }

    /// <summary>Adapts to a support set.</summary>
    /// <param name="model">The bundle's model.</param>
    /// <param name="support">Examples with labels or targets.</param>
    /// <param name="options">Steps and guard.</param>
    /// <param name="from">A state of this bundle to continue from; null for the meta-learned weights.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shapes, values, labels or steps do not fit.</exception>
    /// <exception cref="BundleException"><paramref name="from"/> belongs to another bundle, or a tensor has a type that is not converted.</exception>
    public static PersonalModel Adapt(
        this MetaModel model, KeptSupport support, AdaptOptions? options = null, PersonalState? from = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(support);
        if (support.Classes is not null)
            return model.Adapt(ByName(support), options, from, cancellationToken);
        var x = Examples.FromTensor(support.X);
        return support.Y.Type == ElementType.Int64
            ? model.Adapt(x, support.Y.ToLongs(), options, from, cancellationToken)
            : model.Adapt(x, Examples.FromTensor(support.Y), options, from, cancellationToken);
    }

    /// <summary>Does some work on the current version of a person; where others change the person meanwhile it gives null or fails, and is done again on what is current then.</summary>
    private static T OnCurrent<T>(StateStore store, string person, Func<StateVersion, IReadOnlyList<StateVersion>, T?> work)
        where T : class
    {
        while (true)
        {
            var history = store.History(person);
            var current = history.First(version => version.IsCurrent);
            try
            {
                if (work(current, history) is { } done)
                    return done;
            }
            catch (BundleException) when (store.Current(person)?.Version != current.Version)
            {
                // Files of the version that was current may be gone by now.
            }
        }
    }

    /// <summary>Saves what a version became, and closes the model where that was not possible: null where another version is current by now.</summary>
    private static StateVersion? Saved(StateStore store, StateVersion current, string person, PersonalModel personal, Func<KeptSupport?> support)
    {
        StateVersion? saved = null;
        try
        {
            return saved = store.SaveAfter(current, person, personal.State, support());
        }
        finally
        {
            if (saved is null)
                personal.Dispose();
        }
    }

    private static KeptSupport Keep(MetaModel model, Examples x, SafeTensor y) =>
        new(SafeTensor.FromFloats(x.Values.Span, x.Shape.ToArray()), y) { Preprocessing = model.Manifest.Preprocessing };

    private static SupportSet ByName(KeptSupport support)
    {
        var (values, shape, labels) = (support.X.ToFloats(), support.X.Shape, support.Y.ToLongs());
        if (labels.Length != support.Count)
            throw new InputException("Support labels", $"{support.Count}, one for each example", $"{labels.Length}", "Keep the examples again.");
        var width = values.Length / Math.Max(1, labels.Length);
        long[] each = [1, .. shape[1..]];
        return new SupportSet([.. labels.Select((label, i) => new NamedExamples(support.NameOf(label), new Examples(values.AsMemory(i * width, width), each)))]);
    }

    private static BundleException OtherBundle(string source, MetaModel model, StateVersion current, IReadOnlyList<StateVersion> history)
    {
        var fitting = history.LastOrDefault(version => version.Origin.BundleSha256 == model.BundleSha256);
        var wayOut = fitting is not null ? $"Roll back to version {fitting.Version}, which is of this bundle."
            : current.Support is not null ? $"Restore with {nameof(BundleUpdatePolicy)}.{nameof(BundleUpdatePolicy.ReadaptFromSupport)}, which adapts anew from the kept examples."
            : "Load the bundle that it was adapted from, or adapt again with examples of the person.";
        return new BundleException(
            source, $"a state of bundle '{model.Manifest.Name}' ({FileDigest.Short(model.BundleSha256)})", $"one of '{current.Origin.BundleName}' ({FileDigest.Short(current.Origin.BundleSha256)})", wayOut);
    }
}
