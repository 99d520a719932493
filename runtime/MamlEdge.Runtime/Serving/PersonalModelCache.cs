using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>
/// Personal models of many people over one bundle, in bounded memory. Everybody's first predictions run on one session that all share,
/// with weights as inputs; who predicts often gets a session with the weights as constants. The least recently used models go, and are loaded
/// again when they are asked for. Safe for use by several threads; a model that goes while calls use it ends with the last of them.
/// </summary>
/// <example>
/// <code>
/// using var people = model.Serve(person => PersonalState.Load($"states/{person}.state"));
/// var classes = people.Predict("alice", new Examples(pixels, 1, 1, 28, 28)).Classes();
/// </code>
/// </example>
public sealed class PersonalModelCache : IDisposable
{
    private readonly BundleSessions _sessions;
    private readonly Func<string, PersonalState> _load;
    private readonly ServingOptions _options;
    private readonly Lock _lock = new();
    private readonly RecentModels _models = new();
    private readonly Lifetime _lifetime;
    private long _loads;

    internal PersonalModelCache(BundleSessions sessions, Func<string, PersonalState> load, ServingOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.BakedModels, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(options.BakeAfter, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Models, Math.Max(1, options.BakedModels), nameof(options));
        (_sessions, _load, _options) = (sessions, load, options);
        var use = sessions.Lifetime.Enter();
        _lifetime = new Lifetime(typeof(PersonalModelCache), () =>
        {
            foreach (var model in _models.All)
                model.Close();
            use.Dispose();
        });
    }

    /// <summary>Models in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _models.All.Count(model => model.Counts);
        }
    }

    /// <summary>Those of them with a session of their own.</summary>
    public int BakedCount
    {
        get
        {
            lock (_lock)
                return _models.All.Count(model => model.Baked);
        }
    }

    /// <summary>Names that take memory: of these models, and of those that are being loaded.</summary>
    internal int Names
    {
        get
        {
            lock (_lock)
                return _models.All.Count();
        }
    }

    /// <summary>How often a state has been loaded.</summary>
    public long Loads => Interlocked.Read(ref _loads);

    /// <summary>Predicts with a person's model.</summary>
    /// <param name="person">Whose; given to the function that loads states.</param>
    /// <param name="x">Examples in the shape of the manifest's input.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape or values do not fit.</exception>
    /// <exception cref="BundleException">The state belongs to another bundle; and whatever the function that loads states throws.</exception>
    public Predictions Predict(string person, Examples x, CancellationToken cancellationToken = default)
    {
        using var use = _lifetime.Enter();
        using var rental = Rent(person, x.Count);
        return rental.Model.Predictor.Predict(x, cancellationToken);
    }

    /// <summary>Predicts without allocating, once the person's model has predicted this shape in its present form.</summary>
    /// <param name="person">Whose; given to the function that loads states.</param>
    /// <param name="x">Row-major values.</param>
    /// <param name="shape">Their dimensions, examples first.</param>
    /// <param name="y">Takes the row-major outputs; exactly as many as there are.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    /// <exception cref="InputException">Shape, values or the length of <paramref name="y"/> do not fit.</exception>
    /// <exception cref="BundleException">The state belongs to another bundle; and whatever the function that loads states throws.</exception>
    public void Predict(
        string person, ReadOnlySpan<float> x, ReadOnlySpan<long> shape, Span<float> y, CancellationToken cancellationToken = default)
    {
        using var use = _lifetime.Enter();
        using var rental = Rent(person, shape.IsEmpty ? 0 : shape[0]);
        rental.Model.Predictor.Predict(x, shape, y, cancellationToken);
    }

    /// <summary>Predicts on a thread of the thread pool.</summary>
    /// <param name="person">Whose; given to the function that loads states.</param>
    /// <param name="x">Examples in the shape of the manifest's input; they must not change meanwhile.</param>
    /// <param name="cancellationToken">Ends the run between two operators.</param>
    public Task<Predictions> PredictAsync(string person, Examples x, CancellationToken cancellationToken = default) =>
        Task.Run(() => Predict(person, x, cancellationToken), cancellationToken);

    /// <summary>Lets go of a person's model, so that the next prediction loads the state anew: after adapting. To forget someone there is <see cref="Forget"/>.</summary>
    /// <param name="person">Whose.</param>
    /// <returns>Whether there was one.</returns>
    public bool Remove(string person)
    {
        ServedModel? model;
        lock (_lock)
            model = _models.Remove(person);
        model?.Close();
        return model is not null;
    }

    /// <summary>
    /// Forgets a person: in the store, and then here, so that no prediction in between brings the person back. Afterwards every prediction that begins asks the function
    /// that loads states, which must read that store; those in progress end undisturbed, and the weights go with the last of them.
    /// </summary>
    /// <param name="store">The store that has the person's states.</param>
    /// <param name="person">Whose; by the same name in store and cache.</param>
    /// <returns>Whether the store knew the person.</returns>
    /// <exception cref="BundleException">The files cannot be removed; the model is let go of nevertheless.</exception>
    public bool Forget(StateStore store, string person)
    {
        ArgumentNullException.ThrowIfNull(store);
        try
        {
            return store.Forget(person);
        }
        finally
        {
            Remove(person);
        }
    }

    /// <summary>Lets go of all models; calls in progress end undisturbed.</summary>
    public void Dispose() => _lifetime.Dispose();

    private Rental Rent(string person, long examples)
    {
        ArgumentNullException.ThrowIfNull(person);
        while (true)
        {
            var model = Find(person);
            if (!TryRent(model, examples, out var rental))
                continue;
            if (rental.Examples < _options.BakeAfter || model.Baked || !MayBake(model))
                return rental;
            rental.Dispose();
            Bake(model);
        }
    }

    private ServedModel Find(string person)
    {
        lock (_lock)
        {
            var model = _models.Use(person);
            if (model is null)
                _models.Add(model = New(person));
            return model;
        }
    }

    // Who has a model takes a place; a name that cannot be loaded pushes nobody out and leaves nothing.
    private bool TryRent(ServedModel model, long examples, out Rental rental)
    {
        try
        {
            if (!model.TryRent(examples, out rental))
                return false;
        }
        catch
        {
            LetGo(model);
            throw;
        }

        if (!model.Counts)
            MakeRoom(model);
        return true;
    }

    private void LetGo(ServedModel model)
    {
        lock (_lock)
        {
            if (!model.Counts)
                _models.Remove(model);
        }

        model.Close();
    }

    private void MakeRoom(ServedModel model)
    {
        ServedModel? surplus = null;
        lock (_lock)
        {
            model.Counts = true;
            if (_models.All.Count(static other => other.Counts) > _options.Models)
                _models.Remove(surplus = _models.Last(static other => other.Counts, except: model)!);
        }

        surplus?.Close();
    }

    private void Bake(ServedModel model)
    {
        try
        {
            model.Change(baked: true);
        }
        catch
        {
            lock (_lock)
                model.Baked = false;
            throw;
        }
    }

    // A method of its own, because a closure is allocated where its method begins, needed or not.
    private ServedModel New(string person) => new(_sessions, person, name =>
    {
        Interlocked.Increment(ref _loads);
        return _load(name);
    });

    // One thread bakes a model: the one that finds it not baked. Another model makes room before.
    private bool MayBake(ServedModel model)
    {
        if (_options.BakedModels == 0 || ClassRows.Any(_sessions.Manifest))
            return false;
        ServedModel? surplus = null;
        lock (_lock)
        {
            if (model.Baked)
                return false;
            if (_models.All.Count(static other => other.Baked) >= _options.BakedModels && _models.Last(static other => other.Baked, except: model) is { } last)
                (surplus, last.Baked) = (last, false);
            model.Baked = true;
        }

        surplus?.Change(baked: false);
        return true;
    }
}
