using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Torch.Examples;
using MamlEdge.Trainer.Torch.Graphs;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// Meta-gradients on libtorch: the exporter's forward graph is walked, and the inner and the outer gradients are libtorch's own. All
/// tasks of a run go in one pass, or task by task. Sums over large tensors are split by thread, so on the processor the last bits of
/// a result depend on the number of threads, which is set explicitly.
/// </summary>
internal sealed class TorchEngine : IMetaGradientEngine, IKeepsExamples
{
    private readonly ForwardModel _model;
    private readonly InnerLoopSpec _inner;
    private readonly TorchTarget _target;
    private readonly int _tasksPerRun, _threads;
    private readonly Dictionary<int, TorchInnerLoop> _loops = [];
    private readonly TorchObjective _objective;
    private readonly KeptStores _kept;

    /// <summary>
    /// All that is learned in one tensor: the outer gradient is taken of it, so that nothing in it can be unused. One for all steps,
    /// because TorchSharp keeps a reference to every tensor that is told to require a gradient.
    /// </summary>
    private readonly Tensor _learned;

    /// <summary>An engine; its library must be there.</summary>
    /// <exception cref="Exporter.ExporterException">An operator of the model has no rule, or cannot be vectorized.</exception>
    public TorchEngine(ForwardModel model, InnerLoopSpec inner, EngineOptions options, TorchTarget target)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.TasksPerRun, 1);
        (_model, _inner, _target, _tasksPerRun) = (model, inner, target, options.TasksPerRun);
        _threads = options.Deterministic ? 1 : options.Threads == 0 ? Environment.ProcessorCount : options.Threads;
        Layout = new ParameterLayout(new AdaptationGraphs(model.Function, inner).Learned().Select(input => (input.Name, (IReadOnlyList<long>)input.Shape.ToLongs())));
        (_objective, _kept) = (new TorchObjective(model, inner, Layout), new KeptStores(target));
        LoopOf(_tasksPerRun);
        using var scope = NewDisposeScope();
        _learned = target.Reals(new float[Layout.Size], [Layout.Size]).requires_grad_().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public ParameterLayout Layout { get; }

    /// <inheritdoc/>
    public MetaBatchResult Compute(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector gradient)
    {
        ArgumentNullException.ThrowIfNull(gradient);
        if (gradient.Values.Length != Layout.Size)
            throw new ArgumentException($"The model learns {Layout.Size} values, got a gradient of {gradient.Values.Length}.", nameof(gradient));
        return Run(batch, parameters, gradient);
    }

    /// <inheritdoc/>
    public MetaBatchResult Evaluate(IReadOnlyList<Episode> batch, ParameterVector parameters) => Run(batch, parameters, null);

    /// <inheritdoc/>
    public void WeighSteps(ReadOnlySpan<float> weights) => _objective.Weigh(weights);

    /// <inheritdoc/>
    public string? Keep(ExampleStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return _kept.Keep(store);
    }

    /// <inheritdoc/>
    public float[] InputsOf(ExampleSet set)
    {
        using var scope = NewDisposeScope();
        return ExampleTensors.Of([set], hasTaskAxis: false, _kept, _target).X.to(ScalarType.Float32, CPU).contiguous().data<float>().ToArray();
    }

    /// <summary>Everything that is computed for one task.</summary>
    public TaskTrace Trace(Episode task, ParameterVector parameters)
    {
        TakeThreads();
        using var scope = NewDisposeScope();
        var loop = LoopOf(1);
        Take(parameters);
        var given = Split();
        var support = ExampleTensors.Of([task.Support], hasTaskAxis: false, _kept, _target);
        var (path, losses) = loop.Adapt(given, support, differentiable: !_inner.FirstOrder);
        var theta = path[^1];
        losses.Add(loop.Loss(theta, support).Loss);
        var examples = ExampleTensors.Of([task.Query], hasTaskAxis: false, _kept, _target);
        var query = loop.QueryLoss(theta, support, examples).Loss;
        var gradient = Doubles(_objective.Direction(loop, path, support, examples, query, _learned) ?? zeros_like(_learned));
        return new TaskTrace(
            [.. losses.Select(loss => Doubles(loss)[0])],
            loop.Adapted.ToDictionary(p => p, p => Doubles(theta[ParameterLayout.ThetaPrefix + p])),
            Doubles(query)[0],
            Layout.Slots.Where(IsDifferentiated).ToDictionary(slot => slot.Name, slot => gradient[slot.Offset..(slot.Offset + slot.Length)]));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _learned.Dispose();
        _kept.Dispose();
        foreach (var loop in _loops.Values) loop.Dispose();
    }

    private MetaBatchResult Run(IReadOnlyList<Episode> batch, ParameterVector parameters, ParameterVector? gradient)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(parameters);
        if (batch.Count == 0) throw new ArgumentException("A meta-batch needs at least one task.", nameof(batch));
        if (parameters.Values.Length != Layout.Size)
            throw new ArgumentException($"The model learns {Layout.Size} values, got {parameters.Values.Length}.", nameof(parameters));
        TakeThreads();
        using var scope = NewDisposeScope();
        Take(parameters);
        var (sum, copied) = (gradient is null ? null : zeros_like(_learned), _target.CopiedBytes);
        var results = new TaskResult[batch.Count];
        var runs = (batch.Count + _tasksPerRun - 1) / _tasksPerRun;
        for (var run = 0; run < runs; run++)
        {
            var (first, last) = ((int)((long)batch.Count * run / runs), (int)((long)batch.Count * (run + 1) / runs));
            Episode[] tasks = [.. batch.Skip(first).Take(last - first)];
            if (MemoryLimit.Problem(() => Run(tasks, sum, results.AsSpan(first, tasks.Length))) is { } problem)
                throw MemoryLimit.Error(problem, tasks.Length, _target.Device, fitting => Run(tasks[..fitting], sum, results.AsSpan(first, fitting)));
        }

        sum?.div_(batch.Count).to(ScalarType.Float32, CPU).data<float>().CopyTo(gradient!.Values);
        return new MetaBatchResult(results) { CopiedBytes = _target.CopiedBytes - copied };
    }

    /// <summary>One pass: the results of its tasks, and their meta-gradients added to the sum.</summary>
    private void Run(Episode[] tasks, Tensor? sum, Span<TaskResult> results)
    {
        using var scope = NewDisposeScope();
        var loop = LoopOf(tasks.Length);
        var support = Examples(tasks, task => task.Support);
        var (path, _) = loop.Adapt(Split(), support, differentiable: sum is not null && _objective.PassesSteps);
        var query = Examples(tasks, task => task.Query);
        var (loss, output) = loop.QueryLoss(path[^1], support, query);
        if (sum is not null && _objective.Direction(loop, path, support, query, loss, _learned) is { } direction) sum.add_(direction);
        var losses = Doubles(loss);
        var outputs = tasks[0].Query.Kind == TargetKind.Classes ? output.detach().to(ScalarType.Float32, CPU).contiguous().data<float>().ToArray() : [];
        var size = outputs.Length / tasks.Length;
        for (var i = 0; i < tasks.Length; i++)
            results[i] = new TaskResult(losses[i], size == 0 ? null : QueryMetric.Of(outputs.AsSpan(i * size, size), tasks[i].Query));

        ExampleTensors Examples(Episode[] tasks, Func<Episode, ExampleSet> set) => ExampleTensors.Of([.. tasks.Select(set)], _tasksPerRun > 1, _kept, _target);
    }

    /// <summary>The inner loop for a number of tasks in one pass; made once, because a grouped convolution must know the number.</summary>
    private TorchInnerLoop LoopOf(int tasks)
    {
        if (!_loops.TryGetValue(tasks, out var loop))
            _loops[tasks] = loop = new TorchInnerLoop(_model, _inner, _target, _tasksPerRun == 1 ? null : tasks);
        return loop;
    }

    /// <summary>Sets the number of threads where it is another: libtorch makes its pool of threads anew each time, also for the same number.</summary>
    private void TakeThreads()
    {
        if (get_num_threads() != _threads) set_num_threads(_threads);
    }

    private void Take(ParameterVector parameters)
    {
        using var noGradient = no_grad();
        _learned.copy_(_target.Reals(parameters.Values, [Layout.Size]));
    }

    /// <summary>The tensors of the vector by name; rates that are not learned have no gradient.</summary>
    private Dictionary<string, Tensor> Split()
    {
        var parts = _learned.split([.. Layout.Slots.Select(slot => (long)slot.Length)]);
        return Layout.Slots.Zip(parts).ToDictionary(p => p.First.Name, p => (IsDifferentiated(p.First) ? p.Second : p.Second.detach()).reshape([.. p.First.Shape]));
    }

    private bool IsDifferentiated(ParameterSlot slot) => _inner.LearnRates || !ParameterLayout.IsRate(slot.Name);

    private static double[] Doubles(Tensor tensor) => tensor.detach().to(ScalarType.Float64, CPU).contiguous().data<double>().ToArray();
}
