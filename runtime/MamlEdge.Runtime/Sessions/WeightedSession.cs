using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>
/// A session and the scratch folder that its weights were read from. Where an open file can be deleted (all but
/// Windows) the folder is gone at once: ONNX Runtime has read the weights or keeps them mapped.
/// </summary>
internal sealed class WeightedSession : IDisposable
{
    private readonly ScratchFolder? _scratch;

    internal WeightedSession(InferenceSession session, ScratchFolder scratch)
    {
        Session = session;
        if (OperatingSystem.IsWindows())
            _scratch = scratch;
        else
            scratch.Dispose();
    }

    internal InferenceSession Session { get; }

    public void Dispose()
    {
        Session.Dispose();
        _scratch?.Dispose();
    }
}
