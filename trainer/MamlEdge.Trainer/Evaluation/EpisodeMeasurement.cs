using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>Adapts to one episode as a device does and predicts its queries after each run of the adaptation graph.</summary>
/// <param name="model">The bundle.</param>
/// <param name="runs">Runs of the adaptation graph.</param>
/// <param name="figureRun">The run after which answers are kept.</param>
/// <param name="alone">Whether to predict each query alone as well.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class EpisodeMeasurement(MetaModel model, int runs, int figureRun, bool alone, CancellationToken cancellation)
{
    /// <summary>Adapts run by run, each from the state before.</summary>
    public EpisodeScores Measure(Episode episode)
    {
        var query = new Examples(episode.Query.Inputs, episode.Query.InputShape);
        var each = alone ? Singles(episode.Query) : [];
        var together = new ModeScores(new double[runs + 1]);
        var singly = alone ? new ModeScores(new double[runs + 1]) : null;
        void Score(int run, Func<Examples, Predictions> predict)
        {
            Note(together, run, predict(query).Values, episode.Query);
            if (singly is not null) Note(singly, run, [.. each.SelectMany(x => predict(x).Values)], episode.Query);
        }

        Score(0, x => model.Predict(x, cancellation));
        PersonalState? state = null;
        var elapsed = TimeSpan.Zero;
        for (var run = 1; run <= runs; run++)
        {
            using var personal = model.AdaptUnguarded(episode.Support, state, cancellation);
            // A session of its own pays off for many predictions; for one, the session that all states share is faster.
            Score(run, alone ? x => personal.Predict(x, cancellation) : x => model.Predict(x, personal.State, cancellation));
            (state, elapsed) = (personal.State, elapsed + personal.Report!.Elapsed);
        }

        return new EpisodeScores(together, singly, elapsed.TotalMilliseconds / Math.Max(1, runs));
    }

    private void Note(ModeScores scores, int run, ReadOnlySpan<float> outputs, ExampleSet query)
    {
        scores.Metric[run] = QueryMetric.Of(outputs, query);
        if (run == figureRun) scores.Answers = Answer.Of(outputs, query, model.Manifest.Calibration?.Temperature ?? 1);
    }

    private static Examples[] Singles(ExampleSet query)
    {
        var size = query.Inputs.Length / query.Count;
        return [.. Enumerable.Range(0, query.Count).Select(i => new Examples(query.Inputs.AsMemory(i * size, size), [1, .. query.InputShape[1..]]))];
    }
}
