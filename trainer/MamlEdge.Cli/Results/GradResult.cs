using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>A model with its gradients.</summary>
/// <param name="Model">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Gradients">Names of the outputs that were added.</param>
internal sealed record GradResult(string Model, long Bytes, IReadOnlyList<string> Gradients) : CommandResult
{
    public override void Print(IAnsiConsole console) => console.Write(ResultTable.Facts(
    [
        ("Model", Model),
        ("Size", Quantities.Bytes(Bytes)),
        ("Gradients", string.Join(", ", Gradients)),
    ]));
}
