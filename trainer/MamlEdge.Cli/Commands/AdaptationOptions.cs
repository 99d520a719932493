using System.CommandLine;
using MamlEdge.Runtime;

namespace MamlEdge.Cli.Commands;

/// <summary>How <c>adapt</c> adapts: steps, guard, checks and budgets.</summary>
internal sealed class AdaptationOptions
{
    private readonly Option<int?> _steps = new("--steps")
    {
        Description = "Inner steps, by default the bundle's own: any number, or a multiple of that where a step depends on those before.",
        HelpName = "K",
    };

    private readonly Option<bool> _noGuard = new("--no-guard")
    {
        Description = "Keep the adapted weights even where the support loss became worse.",
    };

    private readonly Option<int> _heldOut = new("--held-out")
    {
        Description = "Check on examples that are left out, each alone or in N folds, and keep the start where adaptation does not help them.",
        HelpName = "N",
    };

    private readonly Option<bool> _selectSteps = new("--select-steps") { Description = "With --held-out: also choose the number of steps, up to --steps." };

    private readonly Option<bool> _balance = new("--balance") { Description = "Let classes weigh alike, however many examples each has." };

    private readonly Option<double?> _deadline = new("--deadline")
    {
        Description = "Milliseconds after which what is reached is kept, or the start.",
        HelpName = "MS",
    };

    private readonly Option<double?> _memory = new("--max-memory")
    {
        Description = "Megabytes that a run may take by the bundle's figures.",
        HelpName = "MB",
    };

    public AdaptationOptions(Command command)
    {
        _steps.Validators.Add(OptionRules.AtLeast(1));
        _heldOut.Validators.Add(OptionRules.AtLeast(2));
        _deadline.Validators.Add(OptionRules.Positive());
        _memory.Validators.Add(OptionRules.Positive());
        foreach (var option in new Option[] { _steps, _noGuard, _heldOut, _selectSteps, _balance, _deadline, _memory })
            command.Add(option);
    }

    /// <summary>The options as given; the accuracy is always measured.</summary>
    public AdaptOptions Read(ParseResult arguments) => new()
    {
        Steps = arguments.GetValue(_steps),
        Guard = !arguments.GetValue(_noGuard),
        HeldOutFolds = arguments.GetValue(_heldOut),
        SelectSteps = arguments.GetValue(_selectSteps),
        BalanceClasses = arguments.GetValue(_balance),
        Deadline = arguments.GetValue(_deadline) is { } milliseconds ? AdaptOptions.DeadlineOf(milliseconds) : null,
        MaxMemoryBytes = arguments.GetValue(_memory) is { } megabytes ? (long)(megabytes * 1_000_000) : null,
    };
}
