using MamlEdge.Results;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>Whether a person was forgotten. A name that nobody in the store has counts as a failure, since it may be a slip.</summary>
/// <param name="Store">The folder of the store.</param>
/// <param name="Person">Who.</param>
/// <param name="Known">Whether the store knew the person.</param>
internal sealed record ForgetResult(string Store, string Person, bool Known) : CommandResult
{
    public override int ExitCode => Known ? Program.Done : Program.Failed;

    public override void Print(IAnsiConsole console) => console.WriteLine(Known ? $"'{PersonEntry.Shown(Person)}' is forgotten." : $"Nobody in the store is called '{PersonEntry.Shown(Person)}'.");
}
