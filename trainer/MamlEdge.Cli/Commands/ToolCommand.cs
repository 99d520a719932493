using System.CommandLine;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary>One command: declares its options, does its work, and returns what it found.</summary>
internal abstract class ToolCommand : Command
{
    protected ToolCommand(string name, string description, Terminal terminal)
        : base(name, description)
    {
        SetAction(arguments =>
        {
            var result = Execute(arguments, terminal);
            if (terminal.Json)
                terminal.Out.WriteLine(ResultText.Json(result));
            else
                terminal.Print(result.Print);
            return result.ExitCode;
        });
    }

    /// <summary>Does the work. Errors of the user are thrown as the exceptions of <see cref="ExpectedErrors"/>.</summary>
    protected abstract CommandResult Execute(ParseResult arguments, Terminal terminal);
}
