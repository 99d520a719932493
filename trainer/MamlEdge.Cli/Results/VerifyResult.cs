using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Whether a bundle is what it should be.</summary>
/// <param name="Bundle">Its path.</param>
/// <param name="Checks">One entry for each property that was checked.</param>
internal sealed record VerifyResult(string Bundle, IReadOnlyList<Check> Checks) : CommandResult
{
    /// <summary>Whether no check found a problem.</summary>
    public bool Valid => Checks.All(c => c.State != CheckState.Problem);

    public override int ExitCode => Valid ? Program.Done : Program.Failed;

    public override void Print(IAnsiConsole console)
    {
        CheckList.Print(console, Checks);
        console.WriteLine(!Valid ? "The bundle is not in order; see 'problem'."
            : Checks.Any(c => c.State == CheckState.Unchecked) ? "The bundle is in order as far as it could be checked; see 'unchecked'."
            : "The bundle is in order.");
    }
}
