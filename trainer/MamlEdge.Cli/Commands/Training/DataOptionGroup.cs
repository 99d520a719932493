using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>Options that say how data becomes tasks, each of use for some tasks only.</summary>
internal abstract class DataOptionGroup
{
    private readonly List<(Option Option, string[] Tasks)> _options = [];

    /// <summary>All options of the group.</summary>
    public IEnumerable<Option> Options => _options.Select(entry => entry.Option);

    /// <summary>Those of them that change training tasks only.</summary>
    public virtual IEnumerable<Option> OfTraining => [];

    /// <summary>The options with what was given on the command line.</summary>
    public abstract DataOptions Apply(ParseResult arguments, DataOptions options);

    /// <summary>Refuses what is of no use for a task.</summary>
    /// <exception cref="UsageException">Names the option, and the tasks that it is for.</exception>
    public void RequireUse(ParseResult arguments, string task)
    {
        foreach (var (option, tasks) in _options)
        {
            if (!tasks.Contains(task) && OptionRules.Given(arguments, [option]) is { } name)
                throw new UsageException($"{name}: of no use for the task '{task}'; it is for {string.Join(", ", tasks)}.");
        }
    }

    /// <summary>Declares an option of use for some tasks.</summary>
    protected void Declare(Option option, params string[] tasks) => _options.Add((option, tasks));
}
