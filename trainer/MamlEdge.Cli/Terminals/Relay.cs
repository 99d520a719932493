namespace MamlEdge.Cli.Terminals;

/// <summary>
/// Hands reports on at once, one at a time, in the thread that makes them; <see cref="Progress{T}"/> would let them arrive
/// after the work has ended.
/// </summary>
internal sealed class Relay<T>(Action<T> action) : IProgress<T>
{
    private readonly Lock _lock = new();

    public void Report(T value)
    {
        lock (_lock)
            action(value);
    }
}
