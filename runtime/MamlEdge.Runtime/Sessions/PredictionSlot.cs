using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Buffers of one input shape, bound to a session: what one thread needs to predict without allocating.</summary>
internal sealed class PredictionSlot : IDisposable
{
    private readonly InferenceSession _session;
    private readonly long[] _shape;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly OrtValue _inputValue;
    private readonly OrtValue _outputValue;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();

    internal PredictionSlot(InferenceSession session, string input, long[] shape, string output, long[] outputShape, Dictionary<string, OrtValue>? weights)
    {
        _session = session;
        _shape = shape;
        OutputShape = outputShape;
        _input = new float[Bundle.TensorShape.Count(shape)];
        _output = new float[Bundle.TensorShape.Count(outputShape)];
        _inputValue = OrtValue.CreateTensorValueFromMemory(_input, shape);
        _outputValue = OrtValue.CreateTensorValueFromMemory(_output, outputShape);
        _binding = session.CreateIoBinding();
        _binding.BindInput(input, _inputValue);
        foreach (var (name, value) in weights ?? [])
            _binding.BindInput(name, value);
        _binding.BindOutput(output, _outputValue);
    }

    internal Span<float> Input => _input;

    internal ReadOnlySpan<float> Output => _output;

    internal long[] OutputShape { get; }

    /// <summary>The session that the buffers are bound to.</summary>
    internal InferenceSession Session => _session;

    internal bool Takes(InferenceSession session, ReadOnlySpan<long> shape) => session == _session && shape.SequenceEqual(_shape);

    internal void Run(string graph, CancellationToken cancellationToken) =>
        CancellableRun.Execute(graph, _session, _run, _binding, cancellationToken);

    public void Dispose()
    {
        _binding.Dispose();
        _inputValue.Dispose();
        _outputValue.Dispose();
        _run.Dispose();
    }
}
