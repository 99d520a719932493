using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A session that is opened when it is first needed, once, however many threads ask; a failure is not kept.</summary>
internal sealed class LazySession(string graph, Func<WeightedSession> open) : IDisposable
{
    private readonly Lock _lock = new();
    private Func<WeightedSession>? _open = open;
    private WeightedSession? _session;

    /// <summary>The file of its graph, for messages.</summary>
    internal string Graph => graph;

    internal InferenceSession Value
    {
        get
        {
            lock (_lock)
            {
                if (_session is null)
                {
                    _session = _open!();
                    _open = null; // lets go of the graph's bytes
                }

                return _session.Session;
            }
        }
    }

    /// <summary>Closes the session; callers see to it that none is in use (<see cref="Lifetime"/>).</summary>
    public void Dispose() => _session?.Dispose();
}
