namespace MamlEdge.Native.Handles;

/// <summary>The object of a handle for the time of one call.</summary>
internal readonly ref struct Lease<T>
    where T : class
{
    private readonly HandleTable _table;
    private readonly HandleTable.Entry _entry;

    internal Lease(HandleTable table, HandleTable.Entry entry, T value)
    {
        _table = table;
        _entry = entry;
        Value = value;
    }

    internal T Value { get; }

    public void Dispose() => _table?.Return(_entry);
}
