using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

public sealed class ImageTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Images_are_learned_exported_adapted_to_and_predicted()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 30);
        Tool.Json(
            "train", "omniglot", "--data", data, "--seeded-split", "--ways", "3", "--shots", "2", "--queries", "2", "--filters", "4", "--blocks", "3",
            "--iterations", "3", "--meta-batch", "2", "--log-every", "1", "--validate-every", "0", "-o", _folder["run"]);
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        var support = MiniOmniglot.WriteClasses(_folder["support"], data, classes: 3, images: 2);
        var query = MiniOmniglot.WriteClasses(_folder["query"], data, classes: 3, images: 1, skip: 5);

        var adapted = Tool.Json("adapt", _folder["bundle"], "--support", support, "-o", _folder["me.state"]);
        var predicted = Tool.Json("predict", _folder["bundle"], "--state", _folder["me.state"], "--input", query);
        var further = Tool.Json("adapt", _folder["bundle"], "--support", support, "--from", _folder["me.state"], "--held-out", "10", "-o", _folder["more.state"]);
        var evaluated = Tool.Json(
            "eval", _folder["bundle"], "--task", "omniglot", "--data", data, "--seeded-split", "--split", "train", "--shots", "2", "--queries", "2",
            "--episodes", "3", "--steps", "3", "--report", _folder["report.html"]);

        Assert.Equal("omniglot-3w2s", Manifest().Name);
        Assert.Equal(Preprocessing.OfImage(28, 28, channels: 1, invert: true), Manifest().Preprocessing);
        Assert.Equal(6, adapted.GetProperty("examples").GetInt32());
        Assert.Equal(["character01", "character02", "character03"], adapted.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal(["character01", "character02", "character03"], further.GetProperty("classes").EnumerateArray().Select(c => c.GetString()));
        Assert.Equal("LeaveOneOut", further.GetProperty("heldOut").GetProperty("method").GetString());
        Assert.Equal(6, further.GetProperty("heldOut").GetProperty("examples").GetInt32());
        Assert.True(further.GetProperty("estimatedBytes").GetInt64() > 0);
        var predictions = predicted.GetProperty("predictions").EnumerateArray().ToArray();
        Assert.Equal(3, predictions.Length);
        Assert.StartsWith("character01", predictions[0].GetProperty("example").GetString(), StringComparison.Ordinal);
        Assert.All(predictions, p => Assert.Equal($"character0{p.GetProperty("class").GetInt32() + 1}", p.GetProperty("label").GetString()));
        Assert.All(predictions, p => Assert.Equal(1, p.GetProperty("probabilities").EnumerateArray().Sum(v => v.GetDouble()), 1e-5));
        Assert.NotNull(evaluated.GetProperty("steps")[1].GetProperty("nonTransductive").GetProperty("mean").GetRawText());
        Assert.Contains("data:image/png;base64,", File.ReadAllText(_folder["report.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_were_learned_by_heart_are_told_apart()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 10);
        Tool.Json(
            "train", "omniglot", "--data", data, "--seeded-split", "--rotations", "none", "--ways", "2", "--filters", "4", "--blocks", "3", "--normalization", "batch", "--queries", "3",
            "--iterations", "2", "--meta-batch", "2", "--validate-every", "0", "--inner-lr", "0.5", "--eval-steps", "12", "-o", _folder["run"]);
        Tool.Json("export", _folder["run"], "-o", _folder["bundle"]);
        var support = MiniOmniglot.WriteClasses(_folder["support"], data, classes: 2, images: 3);

        Tool.Json("adapt", _folder["bundle"], "--support", support, "-o", _folder["me.state"]);
        var predicted = Tool.Json("predict", _folder["bundle"], "--state", _folder["me.state"], "--input", support);

        Assert.Equal([0, 0, 0, 1, 1, 1], predicted.GetProperty("predictions").EnumerateArray().Select(p => p.GetProperty("class").GetInt32()));
    }

    [Fact]
    public void Missing_data_is_named() => Refused("does not exist", "--data", _folder["nowhere"]);

    [Fact]
    public void Data_must_be_given() => Refused("--data");

    [Fact]
    public void Too_few_classes_are_counted()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 4);

        Refused("20", "--data", data, "--seeded-split", "--rotations", "none", "--ways", "20");
    }

    [Fact]
    public void A_damaged_zip_is_named()
    {
        Directory.CreateDirectory(_folder["zips"]);
        File.WriteAllText(_folder["zips", "images_background.zip"], "this is no zip");
        File.WriteAllText(_folder["zips", "images_evaluation.zip"], "nor is this");

        Refused("images_background.zip", "--data", _folder["zips"]);
    }

    [Fact]
    public void A_support_folder_without_classes_is_refused()
    {
        Assert.Contains(
            "does not say how an image becomes its input",
            Tool.Error(Program.Failed, "adapt", Repository.Votes, "--support", _folder.Path, "-o", _folder["me.state"]),
            StringComparison.Ordinal);
    }

    private Manifest Manifest()
    {
        using var bundle = BundleReader.Open(_folder["bundle"]);
        return bundle.Manifest;
    }

    private void Refused(string message, params string[] options)
    {
        var error = Tool.Error(Program.Failed, ["train", "omniglot", .. options, "-o", _folder["run"]]);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.False(Path.Exists(_folder["run"]));
    }
}
