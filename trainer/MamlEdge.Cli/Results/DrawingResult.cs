using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>A model as a drawing in text.</summary>
/// <param name="Path">The file or the bundle.</param>
/// <param name="Model">The model that is drawn.</param>
/// <param name="Language"><c>dot</c> or <c>mermaid</c>.</param>
/// <param name="Drawing">The text; null where it was written to a file.</param>
/// <param name="File">That file.</param>
internal sealed record DrawingResult(string Path, string Model, string Language, string? Drawing, string? File) : CommandResult
{
    public override void Print(IAnsiConsole console)
    {
        // As it is: no line may be broken at the width of the terminal.
        if (Drawing is not null)
            console.Profile.Out.Writer.Write(Drawing);
        else
            console.WriteLine($"{Model} of {Path}: drawn in {File}");
    }
}
