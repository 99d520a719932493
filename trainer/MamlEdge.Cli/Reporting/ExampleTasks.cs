using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Reports.Charts;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Reporting;

/// <summary>A few unseen tasks for a report, adapted to through the device runtime.</summary>
internal static class ExampleTasks
{
    private const ulong Stream = 77;
    private const int CurvePoints = 161;
    private const int QueriesShown = 2;

    /// <summary>Classes without names are A to Z as far as that goes, numbers beyond.</summary>
    private const int Letters = 26;

    /// <summary>Tasks in the form that their kind is shown in; none for a kind that has no picture.</summary>
    /// <param name="model">The bundle.</param>
    /// <param name="tasks">Where the tasks come from.</param>
    /// <param name="options">Which tasks, and after how many steps.</param>
    /// <param name="pictures">How many tasks of images to show.</param>
    public static IReadOnlyList<ExampleTask> Of(MetaModel model, ITaskSource tasks, EvaluationOptions options, int pictures = 1) => tasks switch
    {
        SinusoidTasks => [.. Enumerable.Range(1, 3).Select(n => Curve(model, options, n))],
        _ when model.Manifest.Preprocessing is { Kind: "image" } image => [.. Enumerable.Range(0, Math.Min(pictures, options.Episodes)).Select(n => Images(model, tasks, options, n, image))],
        _ => [],
    };

    private static CurveExample Curve(MetaModel model, EvaluationOptions options, int number)
    {
        var random = new SeededRandom(options.Seeds[0]).Derive(Stream).Derive((ulong)number);
        var wave = SinusoidTasks.Draw(random);
        var support = new ExampleSet(options.Shape.Shots, [1], TargetKind.Values, [1]);
        SinusoidTasks.Fill(wave, random, support);
        float[] grid = [.. Enumerable.Range(0, CurvePoints).Select(i => (float)(SinusoidTasks.Range * (2.0 * i / (CurvePoints - 1) - 1)))];
        var x = new Examples(grid, CurvePoints, 1);
        var predictions = Adapted(model, support, options.Steps, predict => Points(grid, predict(x).Values));
        return new CurveExample(
            $"Task {number}",
            Points(grid, [.. grid.Select(v => (float)wave.At(v))]),
            Points(support.Inputs, support.Values),
            predictions);
    }

    private static ImageExample Images(MetaModel model, ITaskSource tasks, EvaluationOptions options, int number, Preprocessing image)
    {
        var shape = options.Shape with { Queries = Math.Min(QueriesShown, options.Shape.Queries) };
        var episode = (options with { Shape = shape }).Sample(tasks, number);
        var query = new Examples(episode.Query.Inputs, episode.Query.InputShape);
        using var personal = model.AdaptUnguarded(episode.Support);
        var (before, after) = (Probabilities(model.Predict(query), shape.Ways), Probabilities(personal.Predict(query), shape.Ways));
        return new ImageExample(
            $"{(options.Split == Split.Test ? "An unseen task" : $"A task of the split {options.Split.ToString().ToLowerInvariant()}")}, {shape.Ways}-way {shape.Shots}-shot",
            [.. Enumerable.Range(0, shape.Ways).Select(way => tasks.Labels?[way] ?? (shape.Ways <= Letters ? $"{(char)('A' + way)}" : $"{way + 1}"))],
            [.. Enumerable.Range(0, episode.Support.Count).Select(i => new LabelledImage(Picture(episode.Support, i, image), (int)episode.Support.Labels[i]))],
            [.. Enumerable.Range(0, episode.Query.Count).Select(i => new QueryImage(
                Picture(episode.Query, i, image), (int)episode.Query.Labels[i], before[i], after[i]))]);
    }

    /// <summary>The probability of each class for each query; a model for any number of classes gives one score for all of them before it has seen any.</summary>
    private static float[][] Probabilities(Predictions answers, int ways) => answers.Values.Length == answers.Count
        ? [.. Enumerable.Range(0, answers.Count).Select(_ => Enumerable.Repeat(1f / ways, ways).ToArray())]
        : [.. answers.Probabilities().Chunk(ways)];

    /// <summary>What a model says before adaptation and after every number of steps that it can reach.</summary>
    private static List<T> Adapted<T>(MetaModel model, ExampleSet support, int steps, Func<Func<Examples, Predictions>, T> show)
    {
        var shown = new List<T> { show(x => model.Predict(x)) };
        PersonalState? state = null;
        var stride = model.Manifest.Inner.Stride;
        for (var done = stride; done <= steps; done += stride)
        {
            using var personal = model.AdaptUnguarded(support, stride, state);
            shown.Add(show(x => personal.Predict(x)));
            state = personal.State;
        }

        return shown;
    }

    private static ChartPoint[] Points(float[] x, float[] y) => [.. x.Select((v, i) => new ChartPoint(v, y[i]))];

    /// <summary>The picture as a person drew it: dark on light, where the model takes light on dark.</summary>
    private static RasterImage Picture(ExampleSet set, int example, Preprocessing image)
    {
        var pixels = set.Input(example).ToArray();
        return RasterImage.FromValues(image.Width!.Value, image.Height!.Value, image.Invert ? [.. pixels.Select(v => -v)] : pixels, image.Channels ?? 1);
    }
}
