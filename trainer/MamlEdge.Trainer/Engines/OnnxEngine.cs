using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// Runs a meta-gradient graph on ONNX Runtime's CPU provider. A batch is divided into runs, of one task each or, where the graph has a
/// task axis, of several; they run in parallel, one thread each: concurrent runs scale better than threads inside the
/// many small operators of one run.
/// </summary>
public sealed class OnnxEngine : IMetaGradientEngine
{
    /// <summary>Values that one worker sums over the tasks at a time: small enough for the processor's first-level cache.</summary>
    private const int SumChunk = 4096;

    /// <summary>One for all runs; one for each thread where runs are so short that they would wait for each other's allocations.</summary>
    private readonly InferenceSession[] _sessions;
    private readonly ParallelOptions _workers;
    private readonly MetaGraph _graph;
    private readonly float[] _parameters;
    private readonly List<OrtValue> _parameterValues;
    private readonly float[] _stepWeights;
    private readonly int _tasksPerRun;
    private readonly OrtValue? _weights;
    private readonly List<RunSlot> _slots = [];
    private readonly RunOptions _runOptions = new();
    private readonly Action<int> _run;
    private readonly Action<int> _sumChunk;
    private readonly Action<int> _work;
    private Action<int> _part;
    private int _parts, _next;
    private IReadOnlyList<Episode> _batch = [];
    private TaskResult[] _results = [];
    private int _runs;
    private ParameterVector? _gradient;

    /// <summary>Loads a meta-gradient graph.</summary>
    /// <param name="model">An ONNX model: theta.* (and lr.*), support_x, support_y, query_x, query_y in; query_loss, meta.* (and metalr.*), optionally query_output out.</param>
    /// <param name="threads">Runs at the same time; 0 for one per processor.</param>
    /// <param name="tasksPerRun">The most tasks of one run, for a graph with a task axis; otherwise 1.</param>
    /// <exception cref="InvalidDataException">The model lacks an input or output of a meta-gradient graph.</exception>
    /// <exception cref="ArgumentException">Several tasks a run, but the graph has no task axis.</exception>
    public OnnxEngine(byte[] model, int threads = 0, int tasksPerRun = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfLessThan(tasksPerRun, 1);
        OnnxRuntimeTelemetry.TurnOff();
        _tasksPerRun = tasksPerRun;
        _workers = new ParallelOptions { MaxDegreeOfParallelism = threads == 0 ? Environment.ProcessorCount : threads };
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = Optimization(tasksPerRun),
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _sessions = [.. Enumerable.Range(0, tasksPerRun > 1 ? _workers.MaxDegreeOfParallelism : 1).Select(_ => new InferenceSession(model, options))];
        _graph = new MetaGraph(_sessions[0]);
        if (tasksPerRun > 1 && !_graph.HasTaskAxis)
            throw new ArgumentException($"The meta-gradient graph is of one task, and {tasksPerRun} tasks a run were asked for. Write it with a task axis.", nameof(tasksPerRun));
        _parameters = new float[_graph.Layout.Size];
        _parameterValues = [.. _graph.Layout.Slots.Select(slot =>
            OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _parameters.AsMemory(slot.Offset, slot.Length), [.. slot.Shape]))];
        _stepWeights = new float[_graph.WeightedSteps];
        // Ends with the loss after the last step, so that an engine nobody gives weights computes what it says.
        if (_stepWeights.Length > 0)
        {
            _stepWeights[^1] = 1;
            _weights = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, _stepWeights.AsMemory(), [_stepWeights.Length]);
        }

        (_run, _sumChunk, _work, _part) = (Run, SumOverRuns, Work, Run);
        Graph = Convert.ToHexStringLower(SHA256.HashData(model).AsSpan(0, 16));
    }

    /// <summary>
    /// The graph leaves the exporter simplified, and ONNX Runtime's basic rules would undo what it turns beforehand for faster products; but batched products have
    /// free transposes and factors only in operators of ONNX Runtime's own.
    /// </summary>
    public static GraphOptimizationLevel Optimization(int tasksPerRun) =>
        tasksPerRun > 1 ? GraphOptimizationLevel.ORT_ENABLE_EXTENDED : GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <inheritdoc/>
    public ParameterLayout Layout => _graph.Layout;

    /// <inheritdoc/>
    public string? Graph { get; }

    /// <inheritdoc/>
    public string? Kernels { get; } = $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} on {RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}{VectorWidth()}";

    /// <inheritdoc/>
    public void WeighSteps(ReadOnlySpan<float> weights)
    {
        if (weights.Length != _stepWeights.Length)
            throw new ArgumentException($"The objective has {_stepWeights.Length} weights of steps, got {weights.Length}.", nameof(weights));
        weights.CopyTo(_stepWeights);
    }

    /// <inheritdoc/>
    public MetaBatchResult Compute(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        var result = Evaluate(batch, parameters);
        if (gradient.Values.Length != Layout.Size)
            throw new ArgumentException($"The model learns {Layout.Size} values, got a gradient of {gradient.Values.Length}.", nameof(gradient));
        _gradient = gradient;
        ForEach((Layout.Size + SumChunk - 1) / SumChunk, _sumChunk);
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
        (_batch, _results) = (batch, new TaskResult[batch.Count]);
        _runs = (batch.Count + _tasksPerRun - 1) / _tasksPerRun;
        for (var run = 0; run < _runs; run++)
        {
            var (first, tasks) = (First(run), First(run + 1) - First(run));
            if (run == _slots.Count) _slots.Add(NewSlot());
            if (_slots[run].Fits(batch, first, tasks)) continue;
            _slots[run].Dispose();
            _slots[run] = NewSlot();
            if (!_slots[run].Fits(batch, first, tasks))
                throw new ArgumentException($"The tasks of one run must have equally many examples, but those from task {first} on differ. Run them one by one.", nameof(batch));

            RunSlot NewSlot() => new(SessionOf(run), _graph, _parameterValues, _weights, batch[first], tasks);
        }

        try
        {
            ForEach(_runs, _run);
        }
        catch (AggregateException errors)
        {
            throw new InvalidOperationException($"A run of the meta-batch failed: {errors.InnerExceptions[0].Message}", errors.InnerExceptions[0]);
        }

        return new MetaBatchResult(_results);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots) slot.Dispose();
        foreach (var value in _parameterValues) value.Dispose();
        _weights?.Dispose();
        _runOptions.Dispose();
        foreach (var session in _sessions) session.Dispose();
    }

    /// <summary>ONNX Runtime takes kernels, which add in another order, by the widest vectors of the processor.</summary>
    private static string VectorWidth() => Vector512.IsHardwareAccelerated ? ", 512 bits" : Vector256.IsHardwareAccelerated ? ", 256 bits" : "";

    /// <summary>
    /// In parallel where there is more than one, without the cost of it where there is not. A worker takes one part at a time, because a part is long and the last
    /// ones decide when all are done.
    /// </summary>
    private void ForEach(int count, Action<int> part)
    {
        if (count == 1)
        {
            part(0);
            return;
        }

        (_part, _parts, _next) = (part, count, -1);
        Parallel.For(0, Math.Min(count, _workers.MaxDegreeOfParallelism), _workers, _work);
    }

    private void Work(int worker)
    {
        while (Interlocked.Increment(ref _next) is var part && part < _parts) _part(part);
    }

    /// <summary>The first task of a run: the batch is divided as evenly as can be.</summary>
    private int First(int run) => (int)((long)_batch.Count * run / _runs);

    private InferenceSession SessionOf(int run) => _sessions[run % _sessions.Length];

    private void Run(int run) => _slots[run].Run(SessionOf(run), _runOptions, _batch, First(run), _results);

    /// <summary>Adds in the order of the tasks, whichever run finished first, so that training repeats bit for bit.</summary>
    private void SumOverRuns(int chunk)
    {
        var start = chunk * SumChunk;
        var length = Math.Min(SumChunk, Layout.Size - start);
        var sum = _gradient!.Values.AsSpan(start, length);
        _slots[0].Gradient.AsSpan(start, length).CopyTo(sum);
        for (var run = 1; run < _runs; run++) TensorPrimitives.Add(sum, _slots[run].Gradient.AsSpan(start, length), sum);
        TensorPrimitives.Multiply(sum, 1f / _batch.Count, sum);
    }
}
