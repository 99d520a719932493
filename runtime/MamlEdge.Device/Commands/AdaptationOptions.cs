using MamlEdge.Device.CommandLine;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary>How <c>adapt</c> adapts: steps, guard, checks and budgets.</summary>
internal static class AdaptationOptions
{
    private static readonly Option Steps = new("--steps", "K", "Inner steps, by default the bundle's own: any number, or a multiple of that where a step depends on those before.");
    private static readonly Option NoGuard = new("--no-guard", null, "Keep the adapted weights even where the support loss became worse.");
    private static readonly Option HeldOut = new("--held-out", "N", "Check on examples that are left out, alone or in N folds; keep the start where adapting does not help.");
    private static readonly Option SelectSteps = new("--select-steps", null, "With --held-out: also choose the number of steps, up to --steps.");
    private static readonly Option Balance = new("--balance", null, "Let classes weigh alike, however many examples each has.");
    private static readonly Option Deadline = new("--deadline", "MS", "Milliseconds after which what is reached is kept, or the start.");
    private static readonly Option Memory = new("--max-memory", "MB", "Megabytes that a run may take by the bundle's figures.");

    /// <summary>The options.</summary>
    public static IReadOnlyList<Option> All { get; } = [Steps, NoGuard, HeldOut, SelectSteps, Balance, Deadline, Memory];

    /// <summary>How to adapt.</summary>
    public static AdaptOptions Read(Arguments arguments) => new()
    {
        Steps = arguments.Number(Steps, 1),
        Guard = !arguments.Has(NoGuard),
        HeldOutFolds = arguments.Number(HeldOut, 2) ?? 0,
        SelectSteps = arguments.Has(SelectSteps),
        BalanceClasses = arguments.Has(Balance),
        Deadline = arguments.Positive(Deadline) is { } milliseconds ? AdaptOptions.DeadlineOf(milliseconds) : null,
        MaxMemoryBytes = arguments.Positive(Memory) is { } megabytes ? (long)(megabytes * 1_000_000) : null,
    };
}
