using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What this machine has.</summary>
/// <param name="Checks">One entry for each part that was looked at.</param>
internal sealed record DoctorResult(IReadOnlyList<Check> Checks) : CommandResult
{
    /// <summary>Whether everything that the commands need is there.</summary>
    public bool Healthy => Checks.All(c => c.State != CheckState.Problem);

    public override int ExitCode => Healthy ? Program.Done : Program.Failed;

    public override void Print(IAnsiConsole console)
    {
        CheckList.Print(console, Checks);
        console.WriteLine(Healthy ? "Everything that MamlEdge needs is there." : "Something that MamlEdge needs is missing; see 'problem'.");
    }
}
