using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// A session that is opened when it is first needed, once, however many threads ask; a failure is not kept. Where its
/// provider fails while it runs, another session takes its place, as far as <see cref="Fallback"/> allows.
/// </summary>
internal sealed class LazySession(string graph, Fallback fallback, Func<CancellationToken, InferenceSession> open) : IDisposable
{
    private readonly SemaphoreSlim _lock = new(1);
    private readonly List<InferenceSession> _replaced = [];
    private Func<CancellationToken, InferenceSession>? _open = open;
    private volatile InferenceSession? _session;

    /// <summary>The file of its graph, for messages.</summary>
    internal string Graph => graph;

    /// <summary>The session.</summary>
    /// <param name="cancellationToken">Ends loading, and waiting for another thread that loads.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    internal InferenceSession Open(CancellationToken cancellationToken)
    {
        if (_session is { } opened)
            return opened;
        _lock.Wait(cancellationToken);
        try
        {
            return _session ??= Load(cancellationToken);
        }
        finally
        {
            _lock.Release();
        }
    }

    /// <summary>Runs with inputs by name; the caller disposes the outputs.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs, CancellationToken cancellationToken) =>
        Run(session => CancellableRun.Execute(graph, session, inputs, outputs, cancellationToken), cancellationToken);

    /// <summary>Runs with inputs by name into outputs by name, whose memory is the caller's.</summary>
    internal void Run(Dictionary<string, OrtValue> inputs, Dictionary<string, OrtValue> outputs, CancellationToken cancellationToken) => Run(session =>
    {
        CancellableRun.Execute(graph, session, inputs, outputs, cancellationToken);
        return true;
    }, cancellationToken);

    /// <summary>Runs with buffers that are bound to a session of this graph.</summary>
    internal void Run(PredictionSlot slot, CancellationToken cancellationToken)
    {
        fallback.BeforeRun(graph);
        slot.Run(graph, cancellationToken);
    }

    /// <summary>Whether another session took the place of one that failed; the old one stays open for the calls that it is serving.</summary>
    internal bool Replace(InferenceSession failed, ExecutionException error)
    {
        _lock.Wait();
        try
        {
            if (_session is not { } session || session != failed)
                return true; // another thread was first
            if (_open is null || !fallback.Take(error))
                return false;
            _replaced.Add(session);
            _session = null;
            return true;
        }
        finally
        {
            _lock.Release();
        }
    }

    private T Run<T>(Func<InferenceSession, T> run, CancellationToken cancellationToken)
    {
        var session = Open(cancellationToken);
        try
        {
            fallback.BeforeRun(graph);
            return run(session);
        }
        catch (ExecutionException error) when (Replace(session, error))
        {
            return run(Open(cancellationToken));
        }
    }

    private InferenceSession Load(CancellationToken cancellationToken)
    {
        var mayFail = fallback.MayBeNeeded;
        InferenceSession opened;
        try
        {
            opened = _open!(cancellationToken);
        }
        catch (ExecutionException error) when (mayFail && fallback.Take(error))
        {
            mayFail = false;
            opened = _open!(cancellationToken);
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
        _lock.Dispose();
    }
}
