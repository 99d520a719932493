using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A session that is opened when it is first needed, once, however many threads ask; a failure is not kept.</summary>
internal sealed class LazySession(Type owner, Func<WeightedSession> open) : IDisposable
{
    private readonly Lock _lock = new();
    private Func<WeightedSession>? _open = open;
    private WeightedSession? _session;
    private bool _disposed;

    /// <summary>Whose session it is, for messages.</summary>
    internal Type Owner => owner;

    internal InferenceSession Value
    {
        get
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_disposed, owner);
                if (_session is null)
                {
                    _session = _open!();
                    _open = null; // lets go of the graph's bytes
                }

                return _session.Session;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _session?.Dispose();
            _session = null;
        }
    }
}
