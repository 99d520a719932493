using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tasks;

/// <summary>A family of tasks that shows the images of other tasks in a way of its own: each task draws one transform for all of its images.</summary>
/// <param name="tasks">Where the images come from.</param>
/// <param name="draw">A random transform.</param>
internal sealed class TransformedTasks(ImageTasks tasks, Func<SeededRandom, ImageTransform> draw) : ITaskSource
{
    private const ulong TransformStream = 1;

    public string Name => tasks.Name;

    public IReadOnlyList<long> InputShape => tasks.InputShape;

    public TargetKind TargetKind => tasks.TargetKind;

    public IReadOnlyList<long> TargetShape => tasks.TargetShape;

    public Preprocessing? Preprocessing => tasks.Preprocessing;

    public IReadOnlyList<string>? Labels => tasks.Labels;

    public IReadOnlyList<Split> Splits => tasks.Splits;

    public void Check(Split split, EpisodeShape shape) => tasks.Check(split, shape);

    public void Sample(Split split, EpisodeShape shape, SeededRandom random, Episode episode)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentNullException.ThrowIfNull(episode);
        var transform = draw(random.Derive(TransformStream));
        tasks.Sample(split, shape, random, episode);
        var image = new float[episode.Query.Input(0).Length];
        foreach (var set in new[] { episode.Support, episode.Query })
        {
            for (var i = 0; i < set.Count; i++)
            {
                set.Input(i).CopyTo(image);
                transform.Apply(image, set.Input(i));
            }
        }
    }
}
