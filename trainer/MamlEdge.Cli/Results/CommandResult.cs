using System.Text.Json.Serialization;
using Spectre.Console;

namespace MamlEdge.Cli.Results;

/// <summary>What a command found: its properties are what <c>--json</c> writes.</summary>
internal abstract record CommandResult
{
    /// <summary>The exit code; not <see cref="Program.Done"/> where the finding itself is bad.</summary>
    [JsonIgnore]
    public virtual int ExitCode => Program.Done;

    /// <summary>Writes the result for people.</summary>
    public abstract void Print(IAnsiConsole console);
}
