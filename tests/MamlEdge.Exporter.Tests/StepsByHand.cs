using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Inner steps made one by one outside of a graph.</summary>
internal static class StepsByHand
{
    /// <summary>The graph of k steps against k evaluations of the gradient, with the changes computed by the caller.</summary>
    /// <param name="model">The model.</param>
    /// <param name="spec">The inner loop.</param>
    /// <param name="change">What a step takes off a parameter, from its name, its value at the start and now, its gradient and the number of the step.</param>
    public static void Compare(ForwardModel model, InnerLoopSpec spec, Func<string, double[], double[], double[], int, double[]> change)
    {
        var graphs = new AdaptationGraphs(model.Function, spec);
        var (adaptation, gradient) = (graphs.Adaptation(), new Interpreter(graphs.SupportGradient()));
        var feeds = AdaptationFeeds.Of(adaptation, model);
        var start = new Dictionary<string, Tensor>(feeds);
        var theta = new Dictionary<string, Tensor>(feeds);
        for (var step = 0; step < spec.Steps; step++)
        {
            var slopes = gradient.Run(theta);
            foreach (var name in graphs.Adapted)
            {
                var (input, old) = ("theta." + name, theta["theta." + name]);
                var by = change(name, start[input].Values, old.Values, slopes["grad." + name].Values, step);
                theta[input] = new Tensor(old.Type, old.Dims, [.. old.Values.Zip(by, (t, c) => t - c)]);
            }
        }

        var found = new Interpreter(adaptation).Run(feeds);
        Assert.All(graphs.Adapted, name => Assert.InRange(AdaptationFeeds.Difference(theta["theta." + name], found["adapted." + name]), 0, 1e-12));
    }
}
