using System.Numerics.Tensors;
using MamlEdge.Trainer.Tasks;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// Runs a meta-gradient graph on ONNX Runtime's CPU provider. The tasks of a batch run in parallel over one session, one
/// thread each: concurrent runs scale better than threads inside the many small operators of one task.
/// </summary>
public sealed class OnnxEngine : IMetaGradientEngine
{
    /// <summary>Values that one worker sums over the tasks at a time: small enough for the processor's first-level cache.</summary>
    private const int SumChunk = 4096;

    private readonly InferenceSession _session;
    private readonly ParallelOptions _workers;
    private readonly MetaGraph _graph;
    private readonly float[] _parameters;
    private readonly List<OrtValue> _parameterValues;
    private readonly List<TaskSlot> _slots = [];
    private readonly RunOptions _runOptions = new();
    private readonly Action<int> _runTask;
    private readonly Action<int> _sumChunk;
    private IReadOnlyList<Episode> _batch = [];
    private TaskResult[] _results = [];
    private ParameterVector? _gradient;

    /// <summary>Loads a meta-gradient graph.</summary>
    /// <param name="model">An ONNX model: theta.* (and lr.*), support_x, support_y, query_x, query_y in; query_loss, meta.* (and metalr.*), optionally query_output out.</param>
    /// <param name="threads">Tasks to run at the same time; 0 for one per processor.</param>
    /// <exception cref="InvalidDataException">The model lacks an input or output of a meta-gradient graph.</exception>
    public OnnxEngine(byte[] model, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _workers = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = Optimization,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(model, options);
        _graph = new MetaGraph(_session);
        _parameters = new float[_graph.Layout.Size];
        _parameterValues = [.. _graph.Layout.Slots.Select(slot =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _parameters.AsMemory(slot.Offset, slot.Length), [.. slot.Shape]))];
        (_runTask, _sumChunk) = (RunTask, SumOverTasks);
    }

    /// <summary>The graph leaves the exporter simplified, so more than the basic rules costs start-up and gains little.</summary>
    public static GraphOptimizationLevel Optimization => GraphOptimizationLevel.ORT_ENABLE_BASIC;

    /// <inheritdoc/>
    public ParameterLayout Layout => _graph.Layout;

    /// <inheritdoc/>
    public MetaBatchResult Compute(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var result = Evaluate(batch, parameters);
        if (gradient.Values.Length != Layout.Size)
            throw new ArgumentException($"The model learns {Layout.Size} values, got a gradient of {gradient.Values.Length}.", nameof(gradient));
        _gradient = gradient;
        Parallel.For(0, (Layout.Size + SumChunk - 1) / SumChunk, _workers, _sumChunk);
        return result;
    }

    /// <inheritdoc/>
    public MetaBatchResult Evaluate(IReadOnlyList<Episode> batch, ParameterVector parameters)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(parameters);
        if (batch.Count == 0) throw new ArgumentException("A meta-batch needs at least one task.", nameof(batch));
        if (parameters.Values.Length != Layout.Size)
            throw new ArgumentException($"The model learns {Layout.Size} values, got {parameters.Values.Length}.", nameof(parameters));
        parameters.Values.CopyTo(_parameters, 0);
        for (var i = 0; i < batch.Count; i++)
        {
            if (i == _slots.Count) _slots.Add(new TaskSlot(_session, _graph, _parameterValues, batch[i]));
            if (_slots[i].Fits(batch[i])) continue;
            _slots[i].Dispose();
            _slots[i] = new TaskSlot(_session, _graph, _parameterValues, batch[i]);
        }

        (_batch, _results) = (batch, new TaskResult[batch.Count]);
        try
        {
            Parallel.For(0, batch.Count, _workers, _runTask);
        }
        catch (AggregateException errors)
        {
            throw new InvalidOperationException($"A task of the meta-batch failed: {errors.InnerExceptions[0].Message}", errors.InnerExceptions[0]);
        }

        return new MetaBatchResult(_results);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
        foreach (var value in _parameterValues) value.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    private void RunTask(int task) => _results[task] = _slots[task].Run(_session, _runOptions, _batch[task]);

    /// <summary>Adds in the order of the tasks, whoever finished first, so that a run repeats bit for bit.</summary>
    private void SumOverTasks(int chunk)
    {
        var start = chunk * SumChunk;
        var length = Math.Min(SumChunk, Layout.Size - start);
        var sum = _gradient!.Values.AsSpan(start, length);
        _slots[0].Gradient.AsSpan(start, length).CopyTo(sum);
        for (var task = 1; task < _batch.Count; task++)
            TensorPrimitives.Add(sum, _slots[task].Gradient.AsSpan(start, length), sum);
        TensorPrimitives.Multiply(sum, 1f / _batch.Count, sum);
    }
}
