using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Models;
using Xunit;

namespace MamlEdge.Runtime.Tests;

public sealed class ProbabilityTests : IDisposable
{
    private readonly TempFolder _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(2.5)]
    public void Probabilities_are_the_softmax_at_the_temperature_of_the_manifest(double? temperature)
    {
        var (spec, inner) = (new MlpSpec(4, [8], 3), new InnerLoopSpec { Loss = LossKind.CrossEntropy, Steps = 1, LearningRate = 0.1 });
        using var model = ExportedBundles.Load(_temp, spec, inner, "model", ExportedBundles.Contents(spec, inner) with { Temperature = temperature });

        var y = model.Predict(TestBundles.Examples(1, 2, 4));

        Assert.Equal(temperature ?? 1, y.Temperature);
        for (var i = 0; i < 2; i++)
        {
            var powers = y[i].ToArray().Select(logit => Math.Exp(logit / (temperature ?? 1))).ToArray();
            Close.Assert([.. powers.Select(power => power / powers.Sum())], y.Probabilities().AsSpan(3 * i, 3), 1e-6);
            var top = y.Top(2, i);
            Assert.Equal(y.Classes()[i], top[0].Class);
            Assert.Equal((2, null), (top.Count, top[0].Label));
            Assert.True(top[0].Probability >= top[1].Probability);
        }
    }

    [Fact]
    public void Large_logits_do_not_overflow()
    {
        using var model = TestBundles.Load("votes");

        var y = model.Predict(new Examples(new float[] { 1e20f, -1e20f, 1e19f, 3e18f }, 1, 4));

        Assert.Equal(1, y.Probabilities().Sum(), 1e-6);
    }

    [Fact]
    public void A_yes_or_no_model_gives_the_probability_of_yes_and_a_regression_none()
    {
        using var model = ExportedBundles.Load(_temp, new MlpSpec(3, [8], 1), new InnerLoopSpec { Loss = LossKind.Bce, Steps = 1, LearningRate = 0.5 });
        using var line = TestBundles.Load("line");

        var y = model.Predict(TestBundles.Examples(1, 4, 3));

        Close.Assert([.. y.Values.Select(logit => 1 / (1 + Math.Exp(-logit)))], y.Probabilities(), 1e-6);
        Assert.Throws<InvalidOperationException>(() => y.Top(1));
        Assert.Throws<InvalidOperationException>(() => line.Predict(TestBundles.Examples(1, 4, 2)).Probabilities());
    }
}
