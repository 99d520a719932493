using System.Numerics.Tensors;
using MamlEdge.Trainer.Tasks;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>The buffers of one task of a meta-batch, bound to the session once and refilled at every step.</summary>
internal sealed class TaskSlot : IDisposable
{
    private readonly List<OrtValue> _values = [];
    private readonly OrtIoBinding _binding;
    private readonly Episode _episode;
    private readonly float[] _loss = new float[1];
    private readonly float[] _output = [];

    public TaskSlot(InferenceSession session, MetaGraph graph, List<OrtValue> parameters, Episode like)
    {
        _episode = new Episode(EmptyLike(like.Support), EmptyLike(like.Query));
        Gradient = new float[graph.Layout.Size];
        _binding = session.CreateIoBinding();
        BindInputs(_episode.Support, MetaGraph.SupportX, MetaGraph.SupportY);
        BindInputs(_episode.Query, MetaGraph.QueryX, MetaGraph.QueryY);
        BindOutput(MetaGraph.QueryLoss, _loss, []);
        foreach (var (slot, value) in graph.Layout.Slots.Zip(parameters))
        {
            _binding.BindInput(slot.Name, value);
            if (graph.Differentiated.Contains(slot.Name))
                BindOutput(MetaGraph.GradientOf(slot.Name), Gradient.AsMemory(slot.Offset, slot.Length), [.. slot.Shape]);
        }

        if (graph.OutputShape is not { } shape) return;
        _output = new float[_episode.Query.Count * (int)TensorPrimitives.Product<long>(shape)];
        BindOutput(MetaGraph.QueryOutput, _output, [_episode.Query.Count, .. shape]);
    }

    /// <summary>The meta-gradient of the last run, laid out as the parameters.</summary>
    public float[] Gradient { get; }

    public bool Fits(Episode episode) => Fits(_episode.Support, episode.Support) && Fits(_episode.Query, episode.Query);

    public TaskResult Run(InferenceSession session, RunOptions options, Episode episode)
    {
        Copy(episode.Support, _episode.Support);
        Copy(episode.Query, _episode.Query);
        session.RunWithBinding(options, _binding);
        return new TaskResult(_loss[0], _output.Length > 0 && _episode.Query.Kind == TargetKind.Classes ? QueryMetric.Of(_output, _episode.Query) : null);
    }

    public void Dispose()
    {
        _binding.Dispose();
        foreach (var value in _values) value.Dispose();
    }

    private static ExampleSet EmptyLike(ExampleSet set) => new(set.Count, set.InputShape[1..], set.Kind, set.TargetShape[1..]);

    private static bool Fits(ExampleSet own, ExampleSet other) =>
        own.Kind == other.Kind && own.InputShape.AsSpan().SequenceEqual(other.InputShape) && own.TargetShape.AsSpan().SequenceEqual(other.TargetShape);

    private static void Copy(ExampleSet from, ExampleSet to)
    {
        from.Inputs.CopyTo(to.Inputs, 0);
        from.Labels.CopyTo(to.Labels, 0);
        from.Values.CopyTo(to.Values, 0);
    }

    private void BindInputs(ExampleSet set, string x, string y)
    {
        _binding.BindInput(x, Bound<float>(set.Inputs, set.InputShape));
        _binding.BindInput(y, set.Kind == TargetKind.Classes ? Bound<long>(set.Labels, set.TargetShape) : Bound<float>(set.Values, set.TargetShape));
    }

    private void BindOutput(string name, Memory<float> buffer, long[] shape) => _binding.BindOutput(name, Bound(buffer, shape));

    private OrtValue Bound<T>(Memory<T> buffer, long[] shape) where T : unmanaged
    {
        var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer, shape);
        _values.Add(value);
        return value;
    }
}
