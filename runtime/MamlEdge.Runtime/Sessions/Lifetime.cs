namespace MamlEdge.Runtime;

/// <summary>
/// Counts the uses of native resources, so that disposal while a call is in progress waits for its end: they are freed by
/// whoever leaves last, the owner or a call. Entering and leaving allocate nothing.
/// </summary>
internal sealed class Lifetime(Type owner, Action free) : IDisposable
{
    private int _uses = 1; // the owner's own
    private int _disposed;

    /// <summary>Begins a use; dispose what it returns once.</summary>
    /// <exception cref="ObjectDisposedException">The owner is disposed.</exception>
    internal Use Enter()
    {
        for (var uses = Volatile.Read(ref _uses); uses > 0 && Volatile.Read(ref _disposed) == 0; uses = Volatile.Read(ref _uses))
        {
            if (Interlocked.CompareExchange(ref _uses, uses + 1, uses) == uses)
                return new Use(this);
        }

        throw new ObjectDisposedException(owner.FullName);
    }

    /// <summary>Begins one more use while another is in progress, also where the owner has been disposed meanwhile.</summary>
    internal Use Extend()
    {
        Interlocked.Increment(ref _uses);
        return new Use(this);
    }

    /// <summary>Ends the owner's use; the second call does nothing.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Leave();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _uses) == 0)
            free();
    }

    /// <summary>One use in progress.</summary>
    internal readonly struct Use(Lifetime lifetime) : IDisposable
    {
        public void Dispose() => lifetime.Leave();
    }
}
