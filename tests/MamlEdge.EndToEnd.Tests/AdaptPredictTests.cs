using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class AdaptPredictTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adapting_lowers_the_support_loss_and_changes_the_predictions()
    {
        var support = TensorFile.Votes(_folder["support.safetensors"]);

        var adapted = Tool.Json("adapt", Repository.Votes, "--support", support, "--output", _folder["me.state"]);
        var before = Tool.Json("predict", Repository.Votes, "--input", support);
        var after = Tool.Json("predict", Repository.Votes, "--state", _folder["me.state"], "--input", support);

        var losses = adapted.GetProperty("supportLoss").EnumerateArray().Select(l => l.GetDouble()).ToArray();
        Assert.Equal(3, losses.Length);
        Assert.True(losses[2] < losses[1] && losses[1] < losses[0]);
        Assert.Equal(2, adapted.GetProperty("steps").GetInt32());
        Assert.Equal("Accepted", adapted.GetProperty("guard").GetString());
        Assert.Equal(losses[0], CrossEntropy(before), 1e-4);
        Assert.Equal(losses[2], CrossEntropy(after), 1e-4);
    }

    [Fact]
    public void A_state_can_be_adapted_further()
    {
        var support = TensorFile.Votes(_folder["support.safetensors"]);
        Tool.Json("adapt", Repository.Votes, "--support", support, "-o", _folder["once.state"]);

        var twice = Tool.Json("adapt", Repository.Votes, "--support", support, "--from", _folder["once.state"], "-o", _folder["twice.state"]);
        var four = Tool.Json("adapt", Repository.Votes, "--support", support, "--steps", "4", "-o", _folder["four.state"]);

        Assert.Equal(
            four.GetProperty("supportLoss")[4].GetDouble(), twice.GetProperty("supportLoss")[2].GetDouble(), 1e-6);
        Assert.Equal(4, PersonalState.Load(_folder["twice.state"]).Origin.Steps);
    }

    [Fact]
    public void Checks_and_budgets_are_options_and_part_of_the_result()
    {
        var support = TensorFile.Votes(_folder["support.safetensors"]);
        string[] Adapt(params string[] options) => ["adapt", Repository.Votes, "--support", support, "-o", _folder["me.state"], .. options];

        var late = Tool.Json(Adapt("--deadline", "0.0001"));
        var balanced = Tool.Json(Adapt("--balance", "--steps", "4", "--held-out", "5", "--select-steps"));
        var refused = Tool.Error(Program.Failed, Adapt("--max-memory", "1"));

        Assert.Equal("KeptStartDeadline", late.GetProperty("guard").GetString());
        Assert.True(late.GetProperty("deadlineReached").GetBoolean());
        Assert.Equal("NotPossible", balanced.GetProperty("heldOut").GetProperty("method").GetString());
        Assert.Equal(4, balanced.GetProperty("steps").GetInt32());
        Assert.Contains("figures of memory", refused, StringComparison.Ordinal);
        Tool.Error(Program.WrongUsage, Adapt("--held-out", "1"));
    }

    [Fact]
    public void Raw_outputs_can_be_written_to_a_file()
    {
        var support = TensorFile.Votes(_folder["support.safetensors"]);

        var predicted = Tool.Json("predict", Repository.Votes, "--input", support, "-o", _folder["y.safetensors"]);

        var y = Safetensors.Read(_folder["y.safetensors"])["y"];
        Assert.Equal([3, 3], y.Shape);
        var logits = y.ToFloats()[..3];
        var probability = Math.Exp(logits[0]) / logits.Sum(l => Math.Exp(l));
        Assert.Equal(probability, predicted.GetProperty("predictions")[0].GetProperty("probabilities")[0].GetDouble(), 1e-5);
    }

    [Fact]
    public void A_regression_writes_values()
    {
        var data = TensorFile.Targets(_folder["line.safetensors"], [1, 2, 3, 4], [2, 2], [1, 2], [2, 1]);
        Tool.Json("adapt", Repository.Line, "--support", data, "-o", _folder["line.state"]);

        var predicted = Tool.Json("predict", Repository.Line, "--state", _folder["line.state"], "--input", data);

        Assert.Equal("regression", predicted.GetProperty("task").GetString());
        Assert.All(predicted.GetProperty("predictions").EnumerateArray(), p => Assert.Equal(1, p.GetProperty("values").GetArrayLength()));
    }

    [Fact]
    public void Results_for_people_are_a_table()
    {
        var support = TensorFile.Votes(_folder["support.safetensors"]);

        var run = Tool.Run("predict", Repository.Votes, "--input", support);

        Assert.Equal(Program.Done, run.ExitCode);
        Assert.Equal("", run.Error);
        Assert.Contains("Probability", run.Output, StringComparison.Ordinal);
        Assert.All(run.Output.Split('\n'), line => Assert.Equal(line.TrimEnd(), line));
    }

    [Theory]
    [InlineData(new long[] { 0, 1, 9 }, "Support label 2: expected 0 to 2, got 9")]
    [InlineData(new long[] { 0, 1, -1 }, "Support label 2: expected 0 to 2, got -1")]
    [InlineData(new long[] { 0, 1 }, "Support labels: expected 3")]
    public void Labels_that_do_not_fit_are_refused(long[] labels, string message) =>
        Refused(TensorFile.Labelled(_folder["s.safetensors"], new float[12], [3, 4], labels), message);

    [Fact]
    public void An_empty_support_set_is_refused() =>
        Refused(TensorFile.Labelled(_folder["s.safetensors"], [], [0, 4]), "expected at least one example");

    [Fact]
    public void A_wrong_shape_is_refused() =>
        Refused(TensorFile.Labelled(_folder["s.safetensors"], new float[6], [2, 3], 0, 1), "expected shape [N, 4], got [2, 3]");

    [Fact]
    public void A_value_that_is_not_a_number_is_refused() =>
        Refused(TensorFile.Labelled(_folder["s.safetensors"], [1, 2, float.NaN, 4], [1, 4], 0), "expected a finite number, got NaN");

    [Fact]
    public void Labels_of_a_wrong_type_are_refused() => Refused(
        TensorFile.Targets(_folder["s.safetensors"], new float[4], [1, 4], [0.5f], [1]), "expected integer class labels");

    [Fact]
    public void Inputs_of_a_wrong_type_are_refused() => Refused(
        TensorFile.Write(_folder["s.safetensors"], ("x", SafeTensor.FromLongs([1, 2, 3, 4], 1, 4)), ("y", SafeTensor.FromLongs([0], 1))),
        "expected a floating-point type, got int64");

    [Fact]
    public void A_missing_tensor_is_named() => Refused(
        TensorFile.Write(_folder["s.safetensors"], ("images", SafeTensor.FromFloats(new float[4], 1, 4))), "expected a tensor 'x', got 'images'");

    [Fact]
    public void A_truncated_tensor_file_is_refused()
    {
        var path = TensorFile.Votes(_folder["s.safetensors"]);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^10]);

        Refused(path, "s.safetensors");
    }

    [Fact]
    public void A_missing_file_is_named() => Refused(_folder["none.safetensors"], "none.safetensors' does not exist");

    [Fact]
    public void A_state_of_another_bundle_is_refused()
    {
        var data = TensorFile.Targets(_folder["line.safetensors"], [1, 2], [1, 2], [1], [1, 1]);
        Tool.Json("adapt", Repository.Line, "--support", data, "-o", _folder["line.state"]);

        var error = Tool.Error(Program.Failed, "predict", Repository.Votes, "--state", _folder["line.state"], "--input", data);

        Assert.Contains("'line'", error, StringComparison.Ordinal);
        Assert.Contains("'votes'", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_adaptation_leaves_the_old_state_as_it_was()
    {
        var good = TensorFile.Votes(_folder["good.safetensors"]);
        var bad = TensorFile.Labelled(_folder["bad.safetensors"], new float[4], [1, 4], 7);
        Tool.Json("adapt", Repository.Votes, "--support", good, "-o", _folder["me.state"]);
        var before = File.ReadAllBytes(_folder["me.state"]);

        Tool.Error(Program.Failed, "adapt", Repository.Votes, "--support", bad, "-o", _folder["me.state"]);

        Assert.Equal(before, File.ReadAllBytes(_folder["me.state"]));
    }

    [Fact]
    public void A_state_that_cannot_be_written_is_an_error_that_names_it()
    {
        var support = TensorFile.Votes(_folder["s.safetensors"]);

        var error = Tool.Error(Program.Failed, "adapt", Repository.Votes, "--support", support, "-o", _folder["missing", "me.state"]);

        Assert.Contains(_folder["missing", "me.state"], error, StringComparison.Ordinal);
        Assert.Equal(["s.safetensors"], _folder.Contents);
    }

    private static double CrossEntropy(JsonElement predicted) => -predicted.GetProperty("predictions").EnumerateArray()
        .Select((p, label) => Math.Log(p.GetProperty("probabilities")[label].GetDouble())).Average();

    /// <summary>The support file is refused with the message, and no state is written.</summary>
    private void Refused(string support, string message)
    {
        var error = Tool.Error(Program.Failed, "adapt", Repository.Votes, "--support", support, "-o", _folder["me.state"]);

        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder.Contents, name => name.Contains("state", StringComparison.Ordinal));
    }
}
