namespace MamlEdge.Native.Handles;

/// <summary>
/// Objects by number. A handle is a slot and the generation of its use, so that a freed handle stays invalid when its slot is
/// used again. Generations begin at a random number in each process: a handle of another one does not fit by chance.
/// </summary>
internal sealed class HandleTable
{
    private readonly Lock _lock = new();
    private readonly List<Slot> _slots = [];
    private readonly Stack<int> _idle = [];
    private readonly uint _firstGeneration;

    /// <summary>Creates a table.</summary>
    /// <param name="firstGeneration">Where generations begin; null draws it.</param>
    internal HandleTable(uint? firstGeneration = null)
    {
        _firstGeneration = firstGeneration ?? (uint)Random.Shared.NextInt64(1L << 32);
    }

    /// <summary>Number of live handles.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
                return _slots.Count - _idle.Count;
        }
    }

    /// <summary>Makes a handle of an object, which the table now owns.</summary>
    internal ulong Add(IDisposable value)
    {
        lock (_lock)
        {
            if (!_idle.TryPop(out var index))
            {
                index = _slots.Count;
                _slots.Add(new Slot(_firstGeneration));
            }

            var slot = _slots[index];
            slot.Entry = new Entry(value);
            return Handle(index, slot.Generation);
        }
    }

    /// <summary>Takes the object of a handle for the time of one call; the lease must be disposed.</summary>
    /// <exception cref="InvalidHandleException">The handle is none, was freed, or is of another kind.</exception>
    internal Lease<T> Take<T>(ulong handle, string what)
        where T : class
    {
        lock (_lock)
        {
            var entry = Find(handle)?.Entry ?? throw new InvalidHandleException($"{what}: expected a live handle, got {handle}. It was freed, or is none of this process.");
            if (entry.Value is not T value)
                throw new InvalidHandleException($"{what}: expected a handle of a {Kind(typeof(T))}, got one of a {Kind(entry.Value.GetType())}. Check the order of the arguments.");
            entry.Users++;
            return new Lease<T>(this, entry, value);
        }
    }

    /// <summary>Ends a handle. Its object is disposed now, or by the last call that uses it.</summary>
    /// <exception cref="InvalidHandleException">The handle is none, or was freed.</exception>
    internal void Free(ulong handle)
    {
        Entry entry;
        lock (_lock)
        {
            var slot = Find(handle) ?? throw new InvalidHandleException($"mamledge_free: expected a live handle, got {handle}. It was freed, or is none of this process.");
            entry = slot.Entry!;
            slot.Entry = null;
            slot.Generation++;
            _idle.Push(Index(handle));
            entry.Freed = true;
            if (entry.Users > 0)
                return;
        }

        entry.Value.Dispose();
    }

    /// <summary>Gives an object back after a call.</summary>
    internal void Return(Entry entry)
    {
        lock (_lock)
        {
            entry.Users--;
            if (!entry.Freed || entry.Users > 0)
                return;
        }

        entry.Value.Dispose();
    }

    private Slot? Find(ulong handle) =>
        Index(handle) is >= 0 and var index && index < _slots.Count && _slots[index] is { Entry: not null } slot && slot.Generation == (uint)(handle >> 32)
            ? slot
            : null;

    // Slots count from 1, so that no handle is 0.
    private static ulong Handle(int index, uint generation) => ((ulong)generation << 32) | (uint)(index + 1);

    private static int Index(ulong handle) => (int)(uint)handle - 1;

    private static string Kind(Type type) => type.Name switch
    {
        nameof(Runtime.MetaModel) => "bundle",
        nameof(Runtime.PersonalModel) => "personal model",
        nameof(Bundle.StateStore) => "store",
        nameof(CancellationTokenSource) => "cancellation",
        _ => "bundle or a personal model",
    };

    /// <summary>An object and the calls that use it.</summary>
    internal sealed class Entry(IDisposable value)
    {
        internal IDisposable Value { get; } = value;

        internal int Users { get; set; }

        internal bool Freed { get; set; }
    }

    private sealed class Slot(uint generation)
    {
        internal uint Generation { get; set; } = generation;

        internal Entry? Entry { get; set; }
    }
}
