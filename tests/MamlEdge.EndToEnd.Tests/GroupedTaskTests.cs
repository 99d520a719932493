using System.Globalization;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Cli;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>Tables and recordings, from a file to a bundle that says how its inputs are made.</summary>
public sealed class GroupedTaskTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_table_becomes_a_bundle_with_the_sizes_of_its_columns(bool classes)
    {
        var text = new StringBuilder("user;size;weight;unused;answer\n");
        for (var i = 0; i < 120; i++)
            text.Append(CultureInfo.InvariantCulture, $"u{i / 12};{i % 12};{Math.Sin(i):F3};text;{(classes ? i % 2 == 0 ? "even" : "odd" : $"{i % 5 * 0.5:F1}")}\r\n");
        File.WriteAllText(_folder["data.csv"], text.ToString());
        string[] columns = ["--data", _folder["data.csv"], "--task-column", "user", "--target-column", "answer", "--features", "size,weight", "--targets", classes ? "classes" : "numbers"];

        var manifest = Trained("table", columns, "--hidden", "8", "--shots", "2", "--queries", "3");

        Assert.Equal(2, manifest.Input.Shape[^1].Size);
        Assert.Equal(classes ? 2 : 1, manifest.Output.Shape[^1].Size);
        Assert.Equal(classes ? LossKind.CrossEntropy : LossKind.Mse, manifest.Loss);
        Assert.Equal(classes ? ["even", "odd"] : null, manifest.Labels);
        Assert.Equal("features", manifest.Preprocessing!.Kind);
        Assert.Equal(["size", "weight"], manifest.Preprocessing.Features);
        Assert.Equal(2, manifest.Preprocessing.Mean!.Count);
    }

    [Fact]
    public void Recordings_become_a_bundle_that_names_channels_rate_and_activities()
    {
        for (var person = 0; person < 6; person++)
        {
            for (var recording = 0; recording < 4; recording++)
            {
                var text = new StringBuilder("x_acc,y_acc,timestamp,label\n");
                for (var i = 0; i < 400; i++)
                    text.Append(CultureInfo.InvariantCulture, $"{Math.Sin(i * (i < 200 ? 0.05 : 0.9) + person):F4},{person * 0.1 + recording},{10 * i},{(i < 200 ? "SIT" : "WALK")}\n");
                Directory.CreateDirectory(_folder["data", $"p{person}"]);
                File.WriteAllText(_folder["data", $"p{person}", $"p{person}_{recording}_sw.csv"], text.ToString());
            }
        }

        string[] data = ["--data", _folder["data"], "--device-kind", "watch", "--window", "20", "--overlap", "0.25", "--rate", "40"];

        var manifest = Trained("sensor", data, "--filters", "4", "--shots", "2", "--queries", "3");

        Assert.Equal("[N, 2, 20]", manifest.Input.ShapeText);
        Assert.Equal(["SIT", "WALK"], manifest.Labels);
        Assert.Equal(("window", 20, 40.0), (manifest.Preprocessing!.Kind, manifest.Preprocessing.Length, manifest.Preprocessing.Rate));
        Assert.Equal(["x_acc", "y_acc"], manifest.Preprocessing.Features);
    }

    [Theory]
    [InlineData("--window", "table", "--window", "20")]
    [InlineData("--task-column", "sensor", "--task-column", "who")]
    [InlineData("--split-column contradicts", "table", "--split-column", "part", "--split-seed", "2")]
    [InlineData("--overlap: expected a number from 0 to less than 1, got 1", "sensor", "--overlap", "1")]
    [InlineData("--features: expected a text", "table", "--features", " ")]
    public void Contradictions_are_wrong_usage(string message, string task, params string[] options)
    {
        var run = Tool.Run(["train", task, "--data", _folder.Path, .. options, "-o", _folder["run"]]);
        Assert.Equal(Program.WrongUsage, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bad_cell_fails_with_its_place_and_leaves_no_run_behind()
    {
        File.WriteAllText(_folder["data.csv"], "task,x,target\na,1,2\na,two,3\n");
        var run = Tool.Run("train", "table", "--data", _folder["data.csv"], "-o", _folder["run"]);
        Assert.Equal(Program.Failed, run.ExitCode);
        Assert.Contains("row 3, column 'x': expected a finite number with a decimal point, got 'two'", run.Error, StringComparison.Ordinal);
        Assert.Equal(["data.csv"], _folder.Contents);
    }

    /// <summary>Trains for a moment, resumes, exports, evaluates, and reads the manifest.</summary>
    private Manifest Trained(string task, string[] data, params string[] sizes)
    {
        string[] brief = ["--iterations", "2", "--validate-every", "0", "-o", _folder["run"]];
        foreach (var arguments in new string[][]
        {
            ["train", task, .. data, .. sizes, .. brief],
            ["train", "--resume", "--iterations", "2", "-o", _folder["run"]],
            ["export", _folder["run"], "-o", _folder["bundle"]],
            ["eval", _folder["bundle"], "--task", task, .. data, "--shots", "1", "--episodes", "5", "--steps", "5"],
        })
        {
            var run = Tool.Run(arguments);
            Assert.True(run.ExitCode == Program.Done, run.Error);
        }

        return Manifest.Parse(File.ReadAllBytes(_folder["bundle", "manifest.json"]));
    }
}
