using System.Runtime.ExceptionServices;
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
    private readonly RunMemory _memory = new(fallback.Arena);
    private Func<CancellationToken, InferenceSession>? _open = open;
    private volatile InferenceSession? _session;
    private volatile bool _disposed;

    /// <summary>The file of its graph, for messages.</summary>
    internal string Graph => graph;

    /// <summary>The session.</summary>
    /// <param name="cancellationToken">Ends loading, and waiting for another thread that loads.</param>
    /// <exception cref="OperationCanceledException">It did.</exception>
    internal InferenceSession Open(CancellationToken cancellationToken) => _session ?? FirstOpen(cancellationToken);

    // Apart from Open, which allocates nothing.
    private InferenceSession FirstOpen(CancellationToken cancellationToken)
    {
        _lock.Wait(cancellationToken);
        if (!cancellationToken.CanBeCanceled)
            return LoadLocked(cancellationToken);
        // ONNX Runtime looks only now and then whether loading is to end: who cancels does not wait for that.
        var (session, failure) = ((InferenceSession?)null, (ExceptionDispatchInfo?)null);
        var loading = Task.Factory.StartNew(
            () =>
            {
                try
                {
                    session = LoadLocked(cancellationToken);
                }
                catch (Exception error)
                {
                    failure = ExceptionDispatchInfo.Capture(error);
                }
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            loading.Wait(cancellationToken);
            failure?.Throw();
            return session!;
        }
        catch (OperationCanceledException error)
        {
            throw new OperationCanceledException($"Loading {graph} was cancelled.", error, cancellationToken);
        }
    }

    /// <summary>Runs with inputs by name; the caller disposes the outputs.</summary>
    internal IDisposableReadOnlyCollection<OrtValue> Run(
        IReadOnlyDictionary<string, OrtValue> inputs, IReadOnlyCollection<string> outputs, int examples, CancellationToken cancellationToken)
    {
        using var run = _memory.OptionsFor(examples);
        return Run(session => CancellableRun.Execute(graph, session, run, inputs, outputs, cancellationToken), cancellationToken);
    }

    /// <summary>Runs with inputs by name into outputs by name, whose memory is the caller's.</summary>
    internal void Run(Dictionary<string, OrtValue> inputs, Dictionary<string, OrtValue> outputs, int examples, CancellationToken cancellationToken)
    {
        using var run = _memory.OptionsFor(examples);
        Run(session =>
        {
            CancellableRun.Execute(graph, session, run, inputs, outputs, cancellationToken);
            return true;
        }, cancellationToken);
    }

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

    /// <summary>Loads for who holds the lock, and lets go of it; what nobody needs any more is closed again.</summary>
    private InferenceSession LoadLocked(CancellationToken cancellationToken)
    {
        try
        {
            return _session ??= Load(cancellationToken);
        }
        finally
        {
            _lock.Release();
            if (_disposed)
                Dispose();
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

    /// <summary>Closes the session; callers see to it that none is in use (<see cref="Lifetime"/>). A load that was cancelled and goes on closes what it opened itself.</summary>
    public void Dispose()
    {
        _disposed = true;
        if (!_lock.Wait(0))
            return;
        _session?.Dispose();
        _session = null;
        foreach (var session in _replaced)
            session.Dispose();
        _replaced.Clear();
        _lock.Release();
    }
}
