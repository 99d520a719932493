using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Inner steps by Adam and with the proximal term, against the same steps made one by one outside of a graph.</summary>
public class InnerUpdateTests
{
    private const int Steps = 3;
    private static readonly ForwardModel Model = new MlpSpec(2, [5], 3) { Activation = Activation.Tanh }.Build(2);

    [Fact]
    public void Adam_takes_the_steps_of_its_algorithm()
    {
        var adam = new AdamMoments(0.8, 0.95, 1e-3);
        var (mean, square) = (new Dictionary<string, double[]>(), new Dictionary<string, double[]>());
        StepsByHand.Compare(Model, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = Steps, LearningRate = 0.05, Adam = adam }, (name, _, _, gradient, step) =>
        {
            var m = mean[name] = Combined(adam.Beta1, mean.GetValueOrDefault(name), gradient);
            var v = square[name] = Combined(adam.Beta2, square.GetValueOrDefault(name), [.. gradient.Select(g => g * g)]);
            return [.. m.Zip(v, (a, b) => 0.05 * (a / (1 - Math.Pow(adam.Beta1, step + 1))) / Math.Sqrt((b / (1 - Math.Pow(adam.Beta2, step + 1))) + (adam.Epsilon * adam.Epsilon)))];
        });
    }

    [Fact]
    public void The_proximal_term_draws_back_to_the_start() =>
        StepsByHand.Compare(Model, new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = Steps, LearningRate = 0.2, Proximal = 0.6 }, (_, start, theta, gradient, _) =>
            [.. gradient.Select((g, i) => 0.2 * (g + (0.6 * (theta[i] - start[i]))))]);

    [Theory]
    [InlineData(false, 0.5)]
    [InlineData(true, 0.0)]
    [InlineData(true, 0.5)]
    public void The_meta_gradient_passes_through_moments_and_the_proximal_term(bool adam, double proximal)
    {
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = Steps, LearningRate = 0.05, Adam = adam ? new AdamMoments(Epsilon: 1e-2) : null, Proximal = proximal };
        var meta = new AdaptationGraphs(Model.Function, spec).MetaGradient();
        var pairs = Model.Parameters.Select(p => ("theta." + p.Name, "meta." + p.Name)).ToList();
        Assert.InRange(GradientCheck.Largest(meta, AdaptationFeeds.Of(meta, Model), "query_loss", pairs, epsilon: 1e-5), 0, 1e-6);
    }

    [Theory]
    [InlineData(0.9, 1e-8, 0.5)]
    [InlineData(1.0, 1e-8, 0.0)]
    [InlineData(0.9, 0.0, 0.0)]
    public void Figures_that_make_no_sense_are_refused(double beta, double epsilon, double momentum)
    {
        var spec = new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, Momentum = momentum, Adam = new AdamMoments(beta, 0.999, epsilon) };
        Assert.Contains("Adam", Assert.Throws<ExporterException>(() => new AdaptationGraphs(Model.Function, spec)).Message, StringComparison.Ordinal);
    }

    private static double[] Combined(double decay, double[]? before, double[] now) => [.. now.Select((n, i) => (decay * (before?[i] ?? 0)) + ((1 - decay) * n))];
}
