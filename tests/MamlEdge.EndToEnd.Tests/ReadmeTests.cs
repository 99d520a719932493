using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>What the README shows compiles, runs and is what it says.</summary>
public sealed class ReadmeTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_example_of_the_device_side_runs()
    {
        var data = MiniOmniglot.Write(_folder["data"], characters: 20);
        Tool.Json(
            "train", "omniglot", "--data", data, "--seeded-split", "--filters", "4", "--blocks", "3", "--iterations", "1", "--meta-batch", "2",
            "--validate-every", "0", "-o", _folder["run"]);
        Tool.Json("export", _folder["run"], "-o", _folder["omniglot.maml"]);
        float[] drawings = [.. Enumerable.Range(0, 5 * 28 * 28).Select(i => i / 784 == i % 784 / 100 ? 1f : 0)];
        var unknown = drawings[..(3 * 28 * 28)];

        // README
        using var model = MetaModel.Load(_folder["omniglot.maml"]);
        var support = new Examples(drawings, 5, 1, 28, 28);
        long[] labels = [0, 1, 2, 3, 4];
        using var personal = model.Adapt(support, labels);
        Console.WriteLine($"{personal.Report!.Losses[0]} -> {personal.Report.Losses[^1]} in {personal.Report.Elapsed}");
        int[] classes = personal.Predict(new Examples(unknown, 3, 1, 28, 28)).Classes();
        personal.Save(_folder["alice.state"]);
        using var later = model.Restore(_folder["alice.state"]);
        using var better = model.Adapt(support, labels, from: later.State);
        using var careful = model.Adapt(support, labels, new AdaptOptions { HeldOutFolds = 10, Deadline = TimeSpan.FromSeconds(1) });
        using var people = model.Serve(LoadState);
        int[] theirs = people.Predict("alice", new Examples(unknown, 3, 1, 28, 28)).Classes();
        // end of README

        PersonalState LoadState(string person) => PersonalState.Load(_folder[person + ".state"]);
        Assert.Equal(classes, theirs);
        Assert.Equal(HeldOutMethod.NotPossible, careful.Report!.HeldOut!.Method);
        Assert.Equal(3, classes.Length);
        Assert.Equal(2 * personal.State.Origin.Steps, better.State.Origin.Steps);
    }

    [Fact]
    public void The_example_in_the_README_is_the_one_that_runs()
    {
        var readme = Code(File.ReadAllText(SolutionFolder.At("README.md")), "```csharp", "```").Where(l => l != "using MamlEdge.Runtime;");
        var source = File.ReadAllText(SolutionFolder.At("tests", "MamlEdge.EndToEnd.Tests", "ReadmeTests.cs"));
        var run = Code(source, "// README\n", "// end of README").Select(l => l.Replace("_folder[\"", "\"", StringComparison.Ordinal).Replace("\"]", "\"", StringComparison.Ordinal));

        Assert.Equal(readme, run);
    }

    [Fact]
    public void Every_file_and_heading_that_the_documents_link_to_exists()
    {
        foreach (var document in Directory.GetFiles(SolutionFolder.At("docs"), "*.md").Append(SolutionFolder.At("README.md")))
        {
            foreach (var part in File.ReadAllText(document).Split("](").Skip(1))
            {
                var target = part[..part.IndexOf(')', StringComparison.Ordinal)];
                if (target.StartsWith("http", StringComparison.Ordinal))
                    continue;
                var (file, anchor) = target.Split('#') is [var name, var heading] ? (name, heading) : (target, "");
                var path = file.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, file);
                Assert.True(Path.Exists(path), $"{document} links to {target}");
                Assert.True(anchor.Length == 0 || Anchors(path).Contains(anchor), $"{document} links to {target}; there are {string.Join(", ", Anchors(path))}");
            }
        }
    }

    /// <summary>What links to the headings of a document end with: in lower case, spaces as hyphens, without other signs.</summary>
    private static IEnumerable<string> Anchors(string document) => File.ReadLines(document).Where(l => l.StartsWith('#'))
        .Select(l => string.Concat(l.TrimStart('#').Trim().ToLowerInvariant().Where(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_')).Replace(' ', '-'));

    /// <summary>The lines between two marks, without comments and empty lines.</summary>
    private static IEnumerable<string> Code(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal) + from.Length;
        return text[start..text.IndexOf(to, start, StringComparison.Ordinal)].Split('\n')
            .Select(l => l.Split("//")[0].Trim())
            .Where(l => l.Length > 0);
    }
}
