using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// A session that is opened when it is first needed, once, however many threads ask; a failure is not kept. Where its
/// provider fails while it runs, another session takes its place, as far as <see cref="Fallback"/> allows.
/// </summary>
internal sealed class LazySession(string graph, Fallback fallback, Func<InferenceSession> open) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<InferenceSession> _replaced = [];
    private Func<InferenceSession>? _open = open;
    private InferenceSession? _session;

    /// <summary>The file of its graph, for messages.</summary>
    internal string Graph => graph;

    internal InferenceSession Value
    {
        get
        {
            lock (_lock)
            {
                return _session ??= Open();
            }
        }
    }

    /// <summary>Runs with inputs by name; the caller disposes the outputs.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs, CancellationToken cancellationToken) =>
        Run(session => CancellableRun.Execute(graph, session, inputs, outputs, cancellationToken));

    /// <summary>Runs with inputs by name into outputs by name, whose memory is the caller's.</summary>
    internal void Run(Dictionary<string, OrtValue> inputs, Dictionary<string, OrtValue> outputs, CancellationToken cancellationToken) => Run(session =>
    {
        CancellableRun.Execute(graph, session, inputs, outputs, cancellationToken);
        return true;
    });

    /// <summary>Runs with buffers that are bound to a session of this graph.</summary>
    internal void Run(PredictionSlot slot, CancellationToken cancellationToken)
    {
        fallback.BeforeRun(graph);
        slot.Run(graph, cancellationToken);
    }

    /// <summary>Whether another session took the place of one that failed; the old one stays open for the calls that it is serving.</summary>
    internal bool Replace(InferenceSession failed, ExecutionException error)
    {
        lock (_lock)
        {
            if (_session != failed)
                return true; // another thread was first
            if (_open is null || !fallback.Take(error))
                return false;
            _replaced.Add(_session);
            _session = null;
            return true;
        }
    }

    private T Run<T>(Func<InferenceSession, T> run)
    {
        var session = Value;
        try
        {
            fallback.BeforeRun(graph);
            return run(session);
        }
        catch (ExecutionException error) when (Replace(session, error))
        {
            return run(Value);
        }
    }

    private InferenceSession Open()
    {
        var mayFail = fallback.MayBeNeeded;
        InferenceSession opened;
        try
        {
            opened = _open!();
        }
        catch (ExecutionException error) when (mayFail && fallback.Take(error))
        {
            mayFail = false;
            opened = _open!();
        }

        if (!mayFail)
            _open = null; // lets go of the graph's bytes
        return opened;
    }

    /// <summary>Closes the session; callers see to it that none is in use (<see cref="Lifetime"/>).</summary>
    public void Dispose()
    {
        _session?.Dispose();
        foreach (var session in _replaced)
            session.Dispose();
    }
}
