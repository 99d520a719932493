using System.CommandLine;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>Which tasks: data, size of an episode, and how classes are divided into splits.</summary>
internal sealed class TaskOptions
{
    private readonly Option<string?> _data = new("--data") { Description = "Folder of the data, for tasks that need some.", HelpName = "PATH" };

    private readonly Option<int?> _ways = new("--ways") { Description = "Classes of a task.", HelpName = "N" };

    private readonly Option<int?> _shots = new("--shots") { Description = "Support examples of each class, or of the task for regression.", HelpName = "K" };

    private readonly Option<int?> _queries = new("--queries") { Description = "Query examples of each class, or of the task for regression.", HelpName = "Q" };

    private readonly Option<string?> _splitFile = new("--split-file")
    {
        Description = "Omniglot: a folder with train.json, val.json and test.json, or one such file; the default is splits/ beside the data.",
        HelpName = "PATH",
    };

    private readonly Option<bool> _seededSplit = new("--seeded-split") { Description = "Omniglot: draw the split by a seed even where a split file exists." };

    private readonly Option<string?> _rotations = new Option<string?>("--rotations")
    {
        Description = "Omniglot: splits in which each character counts as four classes, turned by 90 degrees; train is the default.",
        HelpName = "none|train|all",
    }.AcceptOnlyFromAmong("none", "train", "all");

    private readonly Option<bool?> _mirror = new("--mirror")
    {
        Description = "Omniglot: whether the rotated splits hold every class mirrored too.",
        HelpName = "true|false",
    };

    private readonly Option<int?> _shift = new("--shift") { Description = "Omniglot: move each training image by up to so many pixels, at random.", HelpName = "PIXELS" };

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shots">The command's own <c>--shots</c>, where it takes more than one number.</param>
    public TaskOptions(Command command, Option? shots = null)
    {
        _shift.Validators.Add(OptionRules.AtLeast(0));
        foreach (var option in new[] { _ways, _shots, _queries })
            option.Validators.Add(OptionRules.AtLeast(1));
        foreach (var option in new Option[] { _data, _ways, shots ?? _shots, _queries, _splitFile, _seededSplit, _rotations, _mirror, _shift })
            command.Add(option);
    }

    public string? Data(ParseResult arguments) => arguments.GetValue(_data);

    public int? Ways(ParseResult arguments) => arguments.GetValue(_ways);

    public int? Shots(ParseResult arguments) => arguments.GetValue(_shots);

    public int? Queries(ParseResult arguments) => arguments.GetValue(_queries);

    /// <summary>The settings with what was given on the command line.</summary>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings) => settings with
    {
        Data = Data(arguments) is { } data ? Path.GetFullPath(data) : settings.Data,
        Omniglot = Omniglot(arguments, settings.Omniglot),
        Episode = new EpisodeShape(
            Ways(arguments) ?? settings.Episode.Ways,
            Shots(arguments) ?? settings.Episode.Shots,
            Queries(arguments) ?? settings.Episode.Queries),
    };

    /// <summary>How Omniglot becomes tasks; null where the task is another one.</summary>
    public OmniglotOptions? Omniglot(ParseResult arguments, OmniglotOptions? options)
    {
        if (options is null)
            return null;
        if (arguments.GetValue(_splitFile) is { } file)
            options = options with { SplitFile = Path.GetFullPath(file) };
        if (arguments.GetValue(_seededSplit))
            options = options with { SeededSplit = true };
        if (arguments.GetValue(_mirror) is { } mirrored)
            options = options with { Mirrored = mirrored };
        if (arguments.GetValue(_shift) is { } pixels)
            options = options with { Shift = pixels };
        return arguments.GetValue(_rotations) switch
        {
            "none" => options with { RotatedSplits = [] },
            "train" => options with { RotatedSplits = [Split.Train] },
            "all" => options with { RotatedSplits = [Split.Train, Split.Validation, Split.Test] },
            _ => options,
        };
    }
}
