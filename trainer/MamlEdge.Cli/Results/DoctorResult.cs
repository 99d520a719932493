using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What this machine has.</summary>
/// <param name="Checks">One entry for each part that was looked at.</param>
internal sealed record DoctorResult(IReadOnlyList<DoctorCheck> Checks) : CommandResult
{
    /// <summary>Whether everything that the commands need is there.</summary>
    public bool Healthy => Checks.All(c => c.State != CheckState.Problem);

    public override int ExitCode => Healthy ? Program.Done : Program.Failed;

    public override void Print(IAnsiConsole console)
    {
        var grid = new Grid()
            .AddColumn(new GridColumn().NoWrap())
            .AddColumn(new GridColumn().NoWrap().PadRight(3))
            .AddColumn();
        foreach (var check in Checks)
        {
            var (word, colour) = check.State switch
            {
                CheckState.Ok => ("ok", Color.Green),
                CheckState.Absent => ("absent", Color.Yellow),
                _ => ("problem", Color.Red),
            };
            var text = check.Hint is null ? check.Finding : $"{check.Finding}\n{check.Hint}";
            grid.AddRow(new Text(word, new Style(colour)), new Text(check.Name), new Text(text));
        }

        console.Write(grid);
        console.WriteLine();
        console.WriteLine(Healthy ? "Everything that MamlEdge needs is there." : "Something that MamlEdge needs is missing; see 'problem'.");
    }
}
