using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Trainer.Torch.Graphs;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace MamlEdge.Trainer.Torch;

/// <summary>
/// The inner loop θ ← θ - rate ∇L(θ) (Finn et al. 2017, equation 1) and its variants, differentiated by libtorch: of one task, or of
/// T tasks in one pass, whose adapted parameters then have a leading task axis and whose losses are [T].
/// </summary>
internal sealed class TorchInnerLoop : IDisposable
{
    private const string Theta = "theta.", X = "task_x", Y = "task_y";
    private readonly InnerLoopSpec _spec;
    private readonly TorchTarget _target;
    private readonly TorchGraph _loss;
    private readonly InnerRates _rates;
    private readonly string[] _parameters;
    private readonly long? _tasks;

    /// <summary>An inner loop.</summary>
    /// <param name="model">The model.</param>
    /// <param name="spec">The inner loop.</param>
    /// <param name="target">Device and precision.</param>
    /// <param name="tasks">T; null for one task without a task axis.</param>
    /// <exception cref="Exporter.ExporterException">An operator has no rule, or cannot be vectorized.</exception>
    public TorchInnerLoop(ForwardModel model, InnerLoopSpec spec, TorchTarget target, long? tasks)
    {
        (_spec, _target, _tasks) = (spec, target, tasks);
        var graphs = new AdaptationGraphs(model.Function, spec);
        var function = tasks is { } count ? graphs.BatchLoss(count) : graphs.Loss();
        _loss = new TorchGraph(function, target);
        _rates = new InnerRates(spec, model.Parameters.ToDictionary(p => p.Name, p => p.Shape));
        _parameters = [.. model.Parameters.Select(p => p.Name)];
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
    private string[] Stepped { get; }

    /// <summary>All parameters before each step and after the last, and the support loss before each step.</summary>
    /// <param name="given">theta.* and rates by name, connected to what the outer gradient is taken of.</param>
    /// <param name="support">Support examples.</param>
    /// <param name="differentiable">Whether the steps are differentiated again; not at first order, nor where only losses are wanted.</param>
    public (IReadOnlyList<IReadOnlyDictionary<string, Tensor>> Path, List<Tensor> Losses) Adapt(IReadOnlyDictionary<string, Tensor> given, ExampleTensors support, bool differentiable)
    {
        var start = _parameters.ToDictionary(p => Theta + p, p => given[Theta + p]);
        foreach (var name in Adapted.Select(p => Theta + p).Where(_ => _tasks is not null)) start[name] = start[name].unsqueeze(0).expand([_tasks!.Value, .. start[name].shape]);
        var rule = new InnerRule(_spec);
        var path = new List<IReadOnlyDictionary<string, Tensor>> { start };
        var losses = new List<Tensor>();
        for (var step = 0; step < _spec.Steps; step++)
        {
            var theta = new Dictionary<string, Tensor>(path[^1]);
            path.Add(theta);
            var loss = Loss(theta, support).Loss;
            losses.Add(loss);
            if (Stepped.Length == 0) continue;
            // Tasks do not share adapted parameters, so the gradient of the sum is each task's own.
            var gradients = autograd.grad([loss.sum()], [.. Stepped.Select(p => theta[Theta + p])], retain_graph: differentiable, create_graph: differentiable);
            foreach (var (name, gradient) in Stepped.Zip(gradients))
            {
                var direction = _spec.Proximal == 0 ? gradient : gradient + ((theta[Theta + name] - start[Theta + name]) * _spec.Proximal);
                theta[Theta + name] = theta[Theta + name] - rule.Change(name, step, direction, _rates.At(name, step, given, _target));
            }
        }

        return (path, losses);
    }

    /// <summary>Loss, [] or [T], and output of a forward pass.</summary>
    public (Tensor Loss, Tensor Output) Loss(IReadOnlyDictionary<string, Tensor> theta, ExampleTensors examples)
    {
        var results = _loss.Run(new Dictionary<string, Tensor>(theta) { [X] = examples.X, [Y] = examples.Y });
        return (results[0], results[1]);
    }

    /// <inheritdoc/>
    public void Dispose() => _loss.Dispose();
}
