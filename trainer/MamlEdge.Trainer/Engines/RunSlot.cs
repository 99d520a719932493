using System.Numerics.Tensors;
using MamlEdge.Trainer.Tasks;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// The buffers of one run of a meta-gradient graph, bound to the session once and refilled at every step: one task, or several
/// along a task axis.
/// </summary>
internal sealed class RunSlot : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly OrtIoBinding _binding;
    private readonly Episode _like;
    private readonly ExampleSet _support, _query;
    private readonly long[] _taskAxis;
    private readonly float[] _loss;
    private readonly float[] _output = [];

    public RunSlot(InferenceSession session, MetaGraph graph, List<OrtValue> parameters, OrtValue? stepWeights, Episode like, int tasks)
    {
        (_like, Tasks) = (like, tasks);
        _taskAxis = graph.HasTaskAxis ? [tasks] : [];
        (_support, _query) = (EmptyLike(like.Support, tasks), EmptyLike(like.Query, tasks));
        _loss = new float[tasks];
        Gradient = new float[graph.Layout.Size];
        _binding = session.CreateIoBinding();
        BindInputs(_support, like.Support, MetaGraph.SupportX, MetaGraph.SupportY);
        BindInputs(_query, like.Query, MetaGraph.QueryX, MetaGraph.QueryY);
        BindOutput(MetaGraph.QueryLoss, _loss, _taskAxis);
        if (stepWeights is not null) _binding.BindInput(MetaGraph.StepWeights, stepWeights);
        foreach (var (slot, value) in graph.Layout.Slots.Zip(parameters))
        {
            _binding.BindInput(slot.Name, value);
            if (graph.Differentiated.Contains(slot.Name))
                BindOutput(MetaGraph.GradientOf(slot.Name), Gradient.AsMemory(slot.Offset, slot.Length), [.. slot.Shape]);
        }

        if (graph.OutputShape is not { } shape) return;
        _output = new float[_query.Count * (int)TensorPrimitives.Product<long>(shape)];
        BindOutput(MetaGraph.QueryOutput, _output, [.. _taskAxis, like.Query.Count, .. shape]);
    }

    /// <summary>Number of tasks of the run.</summary>
    public int Tasks { get; }

    /// <summary>The sum of the meta-gradients of the last run's tasks, laid out as the parameters.</summary>
    public float[] Gradient { get; }

    public bool Fits(IReadOnlyList<Episode> batch, int first, int tasks)
    {
        for (var task = first; task < first + tasks; task++)
            if (!Fits(_like.Support, batch[task].Support) || !Fits(_like.Query, batch[task].Query)) return false;
        return Tasks == tasks;
    }

    /// <summary>Runs the tasks from <paramref name="first"/> on and stores their results in the same places.</summary>
    public void Run(InferenceSession session, RunOptions options, IReadOnlyList<Episode> batch, int first, TaskResult[] results)
    {
        for (var task = 0; task < Tasks; task++)
        {
            Copy(batch[first + task].Support, _support, task);
            Copy(batch[first + task].Query, _query, task);
        }

        session.RunWithBinding(options, _binding);
        var size = _output.Length / Tasks;
        for (var task = 0; task < Tasks; task++)
        {
            var query = batch[first + task].Query;
            results[first + task] = new TaskResult(_loss[task], size > 0 && query.Kind == TargetKind.Classes ? QueryMetric.Of(_output.AsSpan(task * size, size), query) : null);
        }
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
    }

    private static ExampleSet EmptyLike(ExampleSet set, int tasks) => new(tasks * set.Count, set.InputShape[1..], set.Kind, set.TargetShape[1..]);

    private static bool Fits(ExampleSet own, ExampleSet other) =>
        own.Kind == other.Kind && own.InputShape.AsSpan().SequenceEqual(other.InputShape) && own.TargetShape.AsSpan().SequenceEqual(other.TargetShape);

    private static void Copy(ExampleSet from, ExampleSet to, int task)
    {
        from.Inputs.CopyTo(to.Inputs, task * from.Inputs.Length);
        from.Labels.CopyTo(to.Labels, task * from.Labels.Length);
        from.Values.CopyTo(to.Values, task * from.Values.Length);
    }

    private void BindInputs(ExampleSet set, ExampleSet like, string x, string y)
    {
        long[] target = [.. _taskAxis, .. like.TargetShape];
        _binding.BindInput(x, Bound<float>(set.Inputs, [.. _taskAxis, .. like.InputShape]));
        _binding.BindInput(y, set.Kind == TargetKind.Classes ? Bound<long>(set.Labels, target) : Bound<float>(set.Values, target));
    }

    private void BindOutput(string name, Memory<float> buffer, long[] shape) => _binding.BindOutput(name, Bound(buffer, shape));

    private OrtValue Bound<T>(Memory<T> buffer, long[] shape) where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer, shape);
        _values.Add(value);
        return value;
    }
}
