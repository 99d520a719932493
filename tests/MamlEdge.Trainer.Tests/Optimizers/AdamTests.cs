using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Random;

namespace MamlEdge.Trainer.Tests.Optimizers;

public sealed class AdamTests
{
    [Fact]
    public void Three_updates_equal_the_values_computed_by_hand()
    {
        var adam = new Adam(1);
        float[] theta = [1];
        adam.Update(theta, [0.5f], 0.1);
        // m = 0.05, v = 0.00025; both corrections undo the decay: 1 - 0.1 x 0.5 / 0.5.
        Assert.Equal(0.9f, theta[0], 6);
        adam.Update(theta, [-0.25f], 0.1);
        // m = 0.02, v = 3.1225e-4: m^ = 0.02 / 0.19, v^ = 3.1225e-4 / 0.001999.
        Assert.Equal(0.9 - 0.1 * (0.02 / 0.19) / Math.Sqrt(3.1225e-4 / 0.001999), theta[0], 6);
        Assert.Equal(0.02f, adam.FirstMoment[0], 6);
        Assert.Equal(3.1225e-4f, adam.SecondMoment[0], 8);
        Assert.Equal(2, adam.Updates);
    }

    [Fact]
    public void A_long_run_equals_the_formula_in_double_precision()
    {
        var random = new SeededRandom(1);
        var adam = new Adam(33);
        var theta = Enumerable.Range(0, 33).Select(_ => (float)random.Normal()).ToArray();
        var expected = theta.Select(t => (double)t).ToArray();
        var (m, v) = (new double[33], new double[33]);
        for (var t = 1; t <= 200; t++)
        {
            var gradient = Enumerable.Range(0, 33).Select(_ => (float)random.Normal()).ToArray();
            adam.Update(theta, gradient, 1e-2);
            for (var i = 0; i < 33; i++)
            {
                m[i] = 0.9 * m[i] + 0.1 * gradient[i];
                v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
                expected[i] -= 1e-2 * (m[i] / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.999, t))) + 1e-8);
            }
        }

        for (var i = 0; i < 33; i++) Assert.Equal(expected[i], theta[i], 2e-5);
    }

    [Fact]
    public void Another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new Adam(2).Update(new float[3], new float[3], 0.1));

    [Fact]
    public void Clipping_by_norm_keeps_the_direction_and_small_gradients()
    {
        float[] gradient = [3, -4];
        Assert.Equal(5, new GradientClip(Norm: 1).Apply(gradient), 5);
        Assert.Equal(0.6f, gradient[0], 5);
        Assert.Equal(-0.8f, gradient[1], 5);
        new GradientClip(Norm: 1.1).Apply(gradient);
        Assert.Equal(0.6f, gradient[0], 5);
    }

    [Fact]
    public void Clipping_by_value_bounds_each_entry()
    {
        float[] gradient = [3, -40, 0.5f];
        new GradientClip(Value: 10).Apply(gradient);
        Assert.Equal([3, -10, 0.5f], gradient);
    }

    [Fact]
    public void The_cosine_falls_from_start_to_end_through_the_middle()
    {
        var schedule = new CosineSchedule(1e-3, 1e-5);
        Assert.Equal(1e-3, schedule.At(0, 100), 10);
        Assert.Equal(5.05e-4, schedule.At(50, 100), 10);
        Assert.Equal(1e-5, schedule.At(100, 100), 10);
        Assert.Equal(2e-3, new ConstantSchedule(2e-3).At(50, 100));
    }
}
