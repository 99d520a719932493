namespace MamlEdge.Runtime;

/// <summary>
/// The session factory in use, and the way from a provider that fails to the CPU: once, for all graphs of a bundle, with the
/// reason kept in <see cref="ExecutionInfo"/>.
/// </summary>
internal sealed class Fallback(RuntimeOptions options, Provider provider)
{
    private readonly Lock _lock = new();
    private volatile SessionFactory _sessions = new(options, provider);

    /// <summary>Opens sessions: on the provider, or since it failed on the CPU.</summary>
    internal SessionFactory Sessions => _sessions;

    /// <summary>Whether sessions keep the memory of a run for the next one.</summary>
    internal bool Arena => options.Arena;

    /// <summary>Whether there is still something to fall back from.</summary>
    internal bool MayBeNeeded => _sessions.Provider.MayFallBack;

    /// <summary>Lets a test fail as a device does.</summary>
    internal void BeforeRun(string graph) => _sessions.Provider.BeforeRun?.Invoke(graph);

    /// <summary>Goes to the CPU, where the caller left that to the runtime and nothing else is in use already.</summary>
    internal bool Take(ExecutionException error)
    {
        lock (_lock)
        {
            var failed = _sessions.Provider;
            if (failed.Info.Target == ExecutionTarget.Cpu)
                return true; // of another graph's failure: this graph's session is still the old one
            if (!failed.MayFallBack)
                return false;
            _sessions = new SessionFactory(options, Provider.Cpu(options, $"{failed.Info.Device} failed: {error.Message}"));
            return true;
        }
    }
}
