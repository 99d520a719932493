using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Engines;
using MamlEdge.Trainer.Torch.Examples;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// The inner loop θ ← θ - rate ∇L(θ) (Finn et al. 2017, equation 1) and its variants, differentiated by libtorch: of one task, or of
/// T tasks in one pass, whose adapted parameters then have a leading task axis and whose losses are [T]. The iterations of ridge regression
/// are walked as the exporter unrolls them.
/// </summary>
internal sealed class TorchInnerLoop : IDisposable
{
    private const string Theta = "theta.", X = "task_x", Y = "task_y", Observed = "observed.";
    private readonly InnerLoopSpec _spec;
    private readonly TorchGraph _support, _query;
    private readonly TorchGraph? _ridge;
    private readonly InnerRates _rates;
    private readonly string[] _parameters, _statistics, _perClass, _perStep;
    private readonly long? _tasks;

    /// <summary>An inner loop.</summary>
    /// <param name="model">The model.</param>
    /// <param name="spec">The inner loop.</param>
    /// <param name="target">Device and precision.</param>
    /// <param name="tasks">T; null for one task without a task axis.</param>
    /// <exception cref="Exporter.ExporterException">An operator has no rule, or cannot be vectorized.</exception>
    public TorchInnerLoop(ForwardModel model, InnerLoopSpec spec, TorchTarget target, long? tasks)
    {
        (_spec, _tasks) = (spec, tasks);
        var graphs = new AdaptationGraphs(model.Function, spec);
        var function = tasks is { } count ? graphs.BatchLoss(count) : graphs.Loss();
        _support = new TorchGraph(function, target);
        _query = spec.SupportStatistics ? new TorchGraph(tasks is { } all ? graphs.BatchLoss(all, ofQueries: true) : graphs.Loss(ofQueries: true), target) : _support;
        if (spec.Ridge is not null) _ridge = new TorchGraph(tasks is { } many ? graphs.BatchRidgeSteps(many) : graphs.RidgeSteps(), target);
        _rates = new InnerRates(spec, model.Parameters.ToDictionary(p => p.Name, p => p.Shape), target);
        (_parameters, _statistics, _perClass) = ([.. model.Parameters.Select(p => p.Name)], [.. model.Statistics], [.. model.PerClass]);
        _perStep = [.. graphs.Learned().Where(v => v.Name.StartsWith(ParameterLayout.StepPrefix, StringComparison.Ordinal)).Select(v => v.Name[ParameterLayout.StepPrefix.Length..])];
        Adapted = graphs.Adapted;
        var used = Differentiable.InputsOf(function, "loss");
        Stepped = [.. Adapted.Where(p => used.Contains(Theta + p))];
    }

    /// <summary>Names of the parameters that are adapted.</summary>
    public IReadOnlyList<string> Adapted { get; }

    /// <summary>
    /// Those of them that the loss depends on. libtorch ends the process where a gradient is asked of anything else, and without one they
    /// stay what they are.
    /// </summary>
    public IReadOnlyList<string> Stepped { get; }

    /// <summary>All parameters before each step and after the last, and the support loss before each step.</summary>
    /// <param name="given">theta.* and rates by name, connected to what the outer gradient is taken of.</param>
    /// <param name="support">Support examples.</param>
    /// <param name="differentiable">Whether the steps are differentiated again; not at first order, nor where only losses are wanted.</param>
    public (IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Path, List<Tensor> Losses) Adapt(IReadOnlyDictionary<string, Tensor> given, ExampleTensors support, bool differentiable)
    {
        var start = Start(given, support);
        if (_ridge is not null) return Solve(_ridge, given, start, support);
        var rule = new InnerRule(_spec);
        var path = new List<IReadOnlyDictionary<string, Tensor>> { start };
        var losses = new List<Tensor>();
        for (var step = 0; step < _spec.Steps; step++)
        {
            var theta = new Dictionary<string, Tensor>(path[^1]);
            path.Add(theta);
            var loss = Loss(theta, _spec.Minibatch is { } size ? support.Minibatch(step, size, _tasks is not null) : support).Loss;
            losses.Add(loss);
            foreach (var name in _perStep) theta[Theta + name] = given[ParameterLayout.StepPrefix + name].select(0, step);
            if (Stepped.Count == 0) continue;
            // Tasks do not share adapted parameters, so the gradient of the sum is each task's own.
            var gradients = autograd.grad([loss.sum()], [.. Stepped.Select(p => theta[Theta + p])], retain_graph: differentiable, create_graph: differentiable);
            foreach (var (name, gradient) in Stepped.Zip(gradients))
            {
                var direction = _spec.Proximal == 0 ? gradient : gradient + ((theta[Theta + name] - start[Theta + name]) * _spec.Proximal);
                theta[Theta + name] = theta[Theta + name] - rule.Change(name, step, direction, _rates.At(name, step, given));
            }
        }

        return (path, losses);
    }

    /// <summary>Loss, [] or [T], and output of a forward pass of support examples.</summary>
    public (Tensor Loss, Tensor Output) Loss(IReadOnlyDictionary<string, Tensor> theta, ExampleTensors support)
    {
        var results = Run(_support, theta, support);
        return (results[0], results[1]);
    }

    /// <summary>The same of queries, after the statistics of the support set were taken where normalisations want those.</summary>
    public (Tensor Loss, Tensor Output) QueryLoss(IReadOnlyDictionary<string, Tensor> theta, ExampleTensors support, ExampleTensors query)
    {
        var parameters = new Dictionary<string, Tensor>(theta);
        if (_spec.SupportStatistics)
        {
            foreach (var (name, value) in Observe(theta, support)) parameters[name] = value;
            // What is adapted for queries has the task axis, though all tasks share the values of a step.
            if (_tasks is { } tasks) foreach (var name in _perStep.Select(p => Theta + p)) parameters[name] = OfEveryTask(parameters[name], tasks);
        }

        var results = Run(_query, parameters, query);
        return (results[0], results[1]);
    }

    /// <summary>What normalisations whose statistics are parameters see of examples, in one pass of support examples, by the parameters' names.</summary>
    public IReadOnlyDictionary<string, Tensor> Observe(IReadOnlyDictionary<string, Tensor> theta, ExampleTensors examples) =>
        _statistics.Zip(_statistics.Length == 0 ? [] : Run(_support, theta, examples)[2..]).ToDictionary(s => Theta + s.First, s => s.Second);

    /// <inheritdoc/>
    public void Dispose()
    {
        _support.Dispose();
        if (_query != _support) _query.Dispose();
        _ridge?.Dispose();
        _rates.Dispose();
    }

    /// <summary>The parameters before the first step: where there is a row for each class all start from the one that is learned; adapted ones of every task.</summary>
    private Dictionary<string, Tensor> Start(IReadOnlyDictionary<string, Tensor> given, ExampleTensors support)
    {
        var start = _parameters.ToDictionary(p => Theta + p, p => given[Theta + p]);
        foreach (var name in _perClass.Select(p => Theta + p))
        {
            var classes = support.Classes ?? throw new ArgumentException("The tasks of one run must have equally many classes. Run them one by one.", nameof(support));
            start[name] = start[name].expand([classes, .. start[name].shape[1..]]);
        }

        if (_tasks is { } tasks)
            foreach (var name in Adapted.Select(p => Theta + p)) start[name] = OfEveryTask(start[name], tasks);
        return start;
    }

    private static Tensor OfEveryTask(Tensor shared, long tasks) => shared.unsqueeze(0).expand([tasks, .. shared.shape]);

    private (IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Path, List<Tensor> Losses) Solve(
        TorchGraph ridge, IReadOnlyDictionary<string, Tensor> given, Dictionary<string, Tensor> start, ExampleTensors support)
    {
        // The iterations start from one set of parameters, which the tasks of a pass share.
        var shared = new Dictionary<string, Tensor>(given);
        foreach (var (name, value) in start) shared[name] = _tasks is not null && Adapted.Contains(name[Theta.Length..]) ? value.select(0, 0) : value;
        var results = Run(ridge, shared, support);
        var path = new List<IReadOnlyDictionary<string, Tensor>> { start };
        foreach (var solved in results[..^(_spec.Steps + 1)].Chunk(Adapted.Count))
        {
            var theta = new Dictionary<string, Tensor>(start);
            foreach (var (name, value) in Adapted.Zip(solved)) theta[Theta + name] = value;
            path.Add(theta);
        }

        return (path, [.. results[^(_spec.Steps + 1)..^1]]);
    }

    private static Tensor[] Run(TorchGraph graph, IReadOnlyDictionary<string, Tensor> theta, ExampleTensors examples) =>
        graph.Run(new Dictionary<string, Tensor>(theta) { [X] = examples.X, [Y] = examples.Y });
}
