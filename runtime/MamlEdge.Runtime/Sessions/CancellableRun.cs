using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Runs a session so that a token ends it between two operators, and failures name the graph.</summary>
internal static class CancellableRun
{
    /// <summary>Runs with inputs and outputs that are already bound; allocates nothing, with a token that can be cancelled from its second use on.</summary>
    internal static void Execute(
        string graph, InferenceSession session, RunOptions run, OrtIoBinding binding, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using (Register(run, cancellationToken))
                session.RunWithBinding(run, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw Failure(graph, error, cancellationToken);
        }
        finally
        {
            if (cancellationToken.IsCancellationRequested)
                run.Terminate = false;
        }
    }

    /// <summary>Runs with inputs by name; the caller disposes the outputs.</summary>
    internal static IDisposableReadOnlyCollection<OrtValue> Execute(
        string graph,
        InferenceSession session,
        RunOptions run,
        IReadOnlyDictionary<string, OrtValue> inputs,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using (Register(run, cancellationToken))
                return session.Run(run, inputs, outputs);
        }
        catch (OnnxRuntimeException error)
        {
            throw Failure(graph, error, cancellationToken);
        }
    }

    /// <summary>Runs with inputs by name into outputs by name, whose memory is the caller's.</summary>
    internal static void Execute(
        string graph,
        InferenceSession session,
        RunOptions run,
        Dictionary<string, OrtValue> inputs,
        Dictionary<string, OrtValue> outputs,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            using (Register(run, cancellationToken))
                session.Run(run, inputs.Keys, inputs.Values, outputs.Keys, outputs.Values);
        }
        catch (OnnxRuntimeException error)
        {
            throw Failure(graph, error, cancellationToken);
        }
    }

    // Disposing the registration waits for a callback in progress, so that none touches the options of a later run.
    private static CancellationTokenRegistration Register(RunOptions run, CancellationToken cancellationToken) =>
        cancellationToken.Register(static state => ((RunOptions)state!).Terminate = true, run);

    private static Exception Failure(string graph, OnnxRuntimeException error, CancellationToken cancellationToken) =>
        cancellationToken.IsCancellationRequested
            ? new OperationCanceledException($"{graph} was cancelled.", error, cancellationToken)
            : new ExecutionException(graph, "a run without error", error.Message, "Check the data, or export the bundle again.", error);
}
