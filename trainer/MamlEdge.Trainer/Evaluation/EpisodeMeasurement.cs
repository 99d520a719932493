using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>Adapts to one episode as a device does and predicts its queries after every number of steps that the bundle can reach.</summary>
/// <param name="model">The bundle.</param>
/// <param name="points">How many such numbers there are, without 0.</param>
/// <param name="figurePoint">The one after which answers are kept.</param>
/// <param name="alone">Whether to predict each query alone as well.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class EpisodeMeasurement(MetaModel model, int points, int figurePoint, bool alone, CancellationToken cancellation)
{
    /// <summary>Adapts step by step from the state before, and by <c>adapt.onnx</c> to the steps of the bundle, which a device takes at once.</summary>
    public EpisodeScores Measure(Episode episode)
    {
        var query = new Examples(episode.Query.Inputs, episode.Query.InputShape);
        var each = alone ? Singles(episode.Query) : [];
        var together = new ModeScores(new double[points + 1]);
        var singly = alone ? new ModeScores(new double[points + 1]) : null;
        void Score(int point, Func<Examples, Predictions> predict)
        {
            Note(together, point, predict(query).Values, episode.Query);
            if (singly is not null) Note(singly, point, [.. each.SelectMany(x => predict(x).Values)], episode.Query);
        }

        Score(0, x => model.Predict(x, cancellation));
        PersonalState? state = null;
        var elapsed = TimeSpan.Zero;
        var (k, stride) = (model.Manifest.Inner.Steps, model.Manifest.Inner.Stride);
        for (var point = 1; point <= points; point++)
        {
            var whole = point * stride == k;
            using var personal = model.AdaptUnguarded(episode.Support, whole ? k : stride, whole ? null : state, cancellation);
            // A session of its own pays off for many predictions; for one, the session that all states share is faster.
            Score(point, alone ? x => personal.Predict(x, cancellation) : x => model.Predict(x, personal.State, cancellation));
            state = personal.State;
            if (whole) elapsed = personal.Report!.Elapsed;
        }

        return new EpisodeScores(together, singly, elapsed.TotalMilliseconds);
    }

    private void Note(ModeScores scores, int point, ReadOnlySpan<float> outputs, ExampleSet query)
    {
        scores.Metric[point] = QueryMetric.Of(outputs, query);
        if (point == figurePoint) scores.Answers = Answer.Of(outputs, query, model.Manifest.Calibration?.Temperature ?? 1);
    }

    private static Examples[] Singles(ExampleSet query)
    {
        var size = query.Inputs.Length / query.Count;
        return [.. Enumerable.Range(0, query.Count).Select(i => new Examples(query.Inputs.AsMemory(i * size, size), [1, .. query.InputShape[1..]]))];
    }
}
