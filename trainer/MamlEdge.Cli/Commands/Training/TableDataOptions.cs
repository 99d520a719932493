using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>How the rows of a table become tasks.</summary>
internal sealed class TableDataOptions : DataOptionGroup
{
    private readonly Option<string?> _task = new("--task-column") { Description = "The column that says which task a row belongs to (task).", HelpName = "NAME" };

    private readonly Option<string?> _target = new("--target-column") { Description = "The column to predict (target).", HelpName = "NAME" };

    private readonly Option<string?> _features = new("--features") { Description = "The columns to predict from; all others by default.", HelpName = "NAME,NAME" };

    private readonly Option<string?> _split = new("--split-column") { Description = "A column with train, val or test, the same in all rows of a task.", HelpName = "NAME" };

    private readonly Option<string?> _targets = new Option<string?>("--targets")
    {
        Description = "Whether the target is a number (default) or the name of a class.",
        HelpName = "numbers|classes",
    }.AcceptOnlyFromAmong("numbers", "classes");

    public TableDataOptions()
    {
        foreach (var option in new Option[] { _task, _target, _features, _split, _targets })
        {
            option.Validators.Add(OptionRules.Filled());
            Declare(option, "table");
        }
    }

    public override DataOptions Apply(ParseResult arguments, DataOptions options)
    {
        if (options is not TableOptions table) return options;
        table = table with
        {
            TaskColumn = arguments.GetValue(_task) ?? table.TaskColumn,
            TargetColumn = arguments.GetValue(_target) ?? table.TargetColumn,
            Features = arguments.GetValue(_features) is { } names ? names.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : table.Features,
            SplitColumn = arguments.GetValue(_split) ?? table.SplitColumn,
            Classes = arguments.GetValue(_targets) is { } targets ? targets == "classes" : table.Classes,
        };
        return table.SplitColumn is not null && (table.SplitFile is not null || table.SeededSplit)
            ? throw new UsageException("--split-column contradicts --split-file, --seeded-split and --split-seed: the split is given by one of them.")
            : table;
    }
}
