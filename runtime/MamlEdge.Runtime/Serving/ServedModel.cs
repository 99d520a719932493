using MamlEdge.Bundle;

namespace MamlEdge.Runtime;

/// <summary>One person's model in the cache: loaded when first rented, with weights as inputs or, once hot, as constants.</summary>
internal sealed class ServedModel(BundleSessions sessions, string person, Func<string, PersonalState> load)
{
    private readonly Lock _lock = new();
    private PersonalModel? _model;
    private long _examples;
    private bool _closed;

    /// <summary>Whose it is.</summary>
    internal string Person => person;

    /// <summary>Whether it has been loaded and so takes a place; guarded by the cache.</summary>
    internal bool Counts { get; set; }

    /// <summary>Whether it has, or is about to have, a session of its own; guarded by the cache.</summary>
    internal bool Baked { get; set; }

    /// <summary>Takes the model for a call; it stays usable until the rental is disposed, whatever the cache does meanwhile.</summary>
    /// <returns>False where the cache has let go of it: look it up again.</returns>
    internal bool TryRent(long examples, out Rental rental)
    {
        lock (_lock)
        {
            rental = default;
            if (!_closed)
                _model ??= PersonalModel.Bound(sessions, Loaded());
            if (_closed)
            {
                Close(); // by the very function that loaded the state
                return false;
            }

            rental = new Rental(_model!, _model!.Enter(), _examples += examples);
            return true;
        }
    }

    /// <summary>Goes over to a session of its own, or back to the one that all share.</summary>
    internal void Change(bool baked)
    {
        lock (_lock)
        {
            if (_closed || _model is not { } old)
                return;
            var model = baked ? PersonalModel.Baked(sessions, old.State) : PersonalModel.Bound(sessions, old.State);
            model.Prepare();
            (_model, _examples) = (model, 0);
            old.Dispose();
        }
    }

    /// <summary>Lets go of the model; calls in progress end undisturbed.</summary>
    internal void Close()
    {
        lock (_lock)
        {
            _closed = true;
            _model?.Dispose();
            _model = null;
        }
    }

    private PersonalState Loaded()
    {
        var state = load(person);
        state.RequireBundle(sessions.Manifest, sessions.BundleSha256, $"State of '{person}'");
        return state;
    }
}

/// <summary>A model in use by one call.</summary>
/// <param name="Model">The model.</param>
/// <param name="Use">Keeps it usable.</param>
/// <param name="Examples">Examples that it has been rented for in its present form.</param>
internal readonly record struct Rental(PersonalModel Model, Lifetime.Use Use, long Examples) : IDisposable
{
    public void Dispose() => Use.Dispose();
}
