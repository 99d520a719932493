using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>Which tasks: data, size of an episode, and how the data becomes tasks.</summary>
internal sealed class TaskOptions
{
    private const int ClassesOfAFamily = 10;

    private readonly Option<string?> _data = new("--data") { Description = "Folder or file of the data, for tasks that need some.", HelpName = "PATH" };

    private readonly Option<int?> _ways = new("--ways") { Description = "Classes of a task.", HelpName = "N" };

    private readonly Option<int?> _shots = new("--shots") { Description = "Support examples of each class, or of the task for regression.", HelpName = "K" };

    private readonly Option<int?> _queries = new("--queries") { Description = "Query examples of each class, or of the task for regression.", HelpName = "Q" };

    private readonly DataOptionGroup[] _groups = [new SplitOptions(), new ImageDataOptions(), new TableDataOptions(), new SensorDataOptions()];

    /// <summary>Adds the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="shots">The command's own <c>--shots</c>, where it takes more than one number.</param>
    public TaskOptions(Command command, Option? shots = null)
    {
        foreach (var option in new[] { _ways, _shots, _queries })
            option.Validators.Add(OptionRules.AtLeast(1));
        foreach (var option in new Option[] { _data, _ways, shots ?? _shots, _queries }.Concat(_groups.SelectMany(group => group.Options)))
            command.Add(option);
    }

    public string? Data(ParseResult arguments) => arguments.GetValue(_data);

    public int? Ways(ParseResult arguments) => arguments.GetValue(_ways);

    public int? Shots(ParseResult arguments) => arguments.GetValue(_shots);

    public int? Queries(ParseResult arguments) => arguments.GetValue(_queries);

    /// <summary>The settings with what was given on the command line.</summary>
    /// <exception cref="UsageException">An option is of no use for the task, or contradicts another one.</exception>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings)
    {
        var options = DataOptions(arguments, settings.Task, settings.DataOptions);
        return settings with
        {
            Data = Data(arguments) is { } data ? Path.GetFullPath(data) : settings.Data,
            DataOptions = options,
            Episode = new EpisodeShape(
                Ways(arguments) ?? (options is ImageOptions { Family: not ImageFamily.Classes } ? ClassesOfAFamily : settings.Episode.Ways),
                Shots(arguments) ?? settings.Episode.Shots,
                Queries(arguments) ?? settings.Episode.Queries),
        };
    }

    /// <summary>Refuses options that change nothing about a split.</summary>
    /// <exception cref="UsageException">Names them.</exception>
    public void RequireUse(ParseResult arguments, Split split)
    {
        if (split != Split.Train && OptionRules.Given(arguments, _groups.SelectMany(group => group.OfTraining)) is { } surplus)
            throw new UsageException($"{surplus}: of no use for the split {split.ToString().ToLowerInvariant()}; only training tasks change with it. Leave it out, or measure with --split train.");
    }

    /// <summary>How the data becomes tasks, with what was given on the command line; null for a task that has no such options.</summary>
    /// <exception cref="UsageException">An option is of no use for the task, or contradicts another one.</exception>
    public DataOptions? DataOptions(ParseResult arguments, string task, DataOptions? options)
    {
        if (Data(arguments) is not null && !TaskCatalog.NeedsData(task))
            throw new UsageException($"{_data.Name}: of no use for the task '{task}', which makes its data up. Leave it out.");
        foreach (var group in _groups)
        {
            group.RequireUse(arguments, task);
            if (options is not null) options = group.Apply(arguments, options);
        }

        return options;
    }
}
