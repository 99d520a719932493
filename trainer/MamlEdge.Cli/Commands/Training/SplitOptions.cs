using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>How classes, people or tasks are divided into splits.</summary>
internal sealed class SplitOptions : DataOptionGroup
{
    private readonly Option<string?> _file = new("--split-file")
    {
        Description = "A folder with train.json, val.json and test.json, or one JSON file with train, val and test: names of classes (people, tasks).",
        HelpName = "PATH",
    };

    private readonly Option<bool> _seeded = new("--seeded-split") { Description = "Draw the split by a seed even where the data comes with one." };

    private readonly Option<ulong?> _seed = new("--split-seed") { Description = "Seed of a split that is drawn.", HelpName = "N" };

    public SplitOptions()
    {
        string[] withData = ["omniglot", "mnist", "fashion-mnist", "images", "table", "sensor"];
        foreach (var option in new Option[] { _file, _seeded, _seed })
            Declare(option, withData);
    }

    public override DataOptions Apply(ParseResult arguments, DataOptions options)
    {
        var (file, seeded) = (arguments.GetValue(_file), OptionRules.Given(arguments, [_seeded, _seed]));
        if (file is not null && seeded is not null)
            throw new UsageException($"--split-file and {seeded} contradict each other: the split is either given or drawn.");
        return options with
        {
            SplitFile = file is null ? options.SplitFile : Path.GetFullPath(file),
            SeededSplit = seeded is not null || options.SeededSplit,
            SplitSeed = arguments.GetValue(_seed) ?? options.SplitSeed,
        };
    }
}
