using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Evaluation;

public sealed class CalibrationTests
{
    [Fact]
    public void The_error_equals_the_value_computed_by_hand()
    {
        // Bins of 1/15: 0.50 falls into (7/15, 8/15], 0.90 and 0.92 into (13/15, 14/15], 1 into the last.
        Answer[] answers = [Right(0.5), Wrong(0.9), Right(0.92), Right(1)];
        var calibration = Calibration.Of(answers)!;

        Assert.Equal((0.5 + 2 * Math.Abs(0.5 - 0.91) + 0) / 4, calibration.Error, 12);
        Assert.Equal([1, 2, 1], calibration.Bins.Select(bin => bin.Count));
        Assert.Equal(0.91, calibration.Bins[1].Confidence, 12);
        Assert.Equal(0.5, calibration.Bins[1].Accuracy, 12);
        Assert.Equal((13 / 15.0, 14 / 15.0), (calibration.Bins[1].From, calibration.Bins[1].To));
    }

    [Fact]
    public void The_upper_end_of_a_bin_belongs_to_it_and_the_lower_to_the_one_before()
    {
        var bins = Calibration.Of([Right(0.2), Right(Math.BitIncrement(0.2))])!.Bins;

        Assert.Equal([0.2, 0.2 + 1.0 / 15], bins.Select(bin => bin.To), (x, y) => Math.Abs(x - y) < 1e-12);
    }

    [Fact]
    public void Answers_as_often_right_as_they_say_are_calibrated_and_always_sure_ones_err_by_their_error_rate()
    {
        var random = new SeededRandom(1);
        var honest = Enumerable.Range(0, 200_000).Select(_ => random.Uniform(0.2, 1)).Select(p => random.Uniform(0, 1) < p ? Right(p) : Wrong(p)).ToArray();

        Assert.InRange(Calibration.Of(honest)!.Error, 0, 0.01);
        Assert.Equal(0.25, Calibration.Of([Right(1), Right(1), Right(1), Wrong(1)])!.Error, 12);
    }

    [Fact]
    public void Confidence_is_the_softmax_of_the_logits_however_large_they_are()
    {
        var query = new ExampleSet(3, [1], TargetKind.Classes, []);
        query.Labels[1] = 1;
        float[] logits = [1, 2, 1000, 999, float.NaN, float.NaN];

        var answers = Answer.Of(logits, query);

        Assert.Equal([1, 0], answers.Take(2).Select(a => a.Class));
        Assert.All(answers.Take(2), a => Assert.Equal(1 / (1 + Math.Exp(-1)), a.Confidence, 6));
        Assert.All(answers.Take(2), a => Assert.False(a.IsRight));
        Assert.InRange(Calibration.Of(answers)!.Bins[0].To, 0, 1.0 / 15);
    }

    [Fact]
    public void One_logit_answers_a_binary_question()
    {
        var query = new ExampleSet(3, [1], TargetKind.Binary, [1]);
        query.Values[0] = 1;

        var answers = Answer.Of([2, 2, -2], query);

        Assert.Equal([true, false, true], answers.Select(a => a.IsRight));
        Assert.All(answers, a => Assert.Equal(1 / (1 + Math.Exp(-2)), a.Confidence, 12));
    }

    [Theory]
    [InlineData(0.4)]
    [InlineData(3)]
    public void The_temperature_that_was_used_to_draw_labels_is_found_again(double temperature)
    {
        var random = new SeededRandom(2);
        var query = new ExampleSet(20_000, [1], TargetKind.Classes, []);
        var logits = new float[3 * query.Count];
        for (var i = 0; i < query.Count; i++)
        {
            for (var way = 0; way < 3; way++) logits[(3 * i) + way] = (float)random.Normal();
            var powers = Enumerable.Range(0, 3).Select(way => Math.Exp(logits[(3 * i) + way] / temperature)).ToArray();
            var at = random.Uniform(0, powers.Sum());
            query.Labels[i] = at < powers[0] ? 0 : at < powers[0] + powers[1] ? 1 : 2;
        }

        var calibration = Calibration.Of(Answer.Of(logits, query))!;

        Assert.InRange(calibration.Temperature!.Value, 0.9 * temperature, 1.1 * temperature);
        Assert.InRange(calibration.ErrorAtTemperature!.Value, 0, 0.015);
        Assert.True(calibration.Error > 0.05);
        Assert.Equal(calibration.ErrorAtTemperature.Value, Calibration.Of(Answer.Of(logits, query, calibration.Temperature.Value))!.Error, 6);
    }

    [Fact]
    public void Where_there_are_no_answers_there_is_no_calibration() => Assert.Null(Calibration.Of([]));

    private static Answer Right(double confidence) => new(0, 0, confidence);

    private static Answer Wrong(double confidence) => new(0, 1, confidence);
}
