using System.CommandLine;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli.Commands;

/// <summary>All commands, and what every one of them shares: <c>--json</c>, exit codes, errors.</summary>
internal static class CommandTree
{
    public const string JsonName = "--json";
    private const string HelpName = "--help";
    private const string DebugVariable = "MAMLEDGE_DEBUG";

    public static int Run(IReadOnlyList<string> args, Terminal terminal)
    {
        // Read before parsing, so that a command line that does not parse is reported as JSON as well.
        terminal = terminal with
        {
            Json = args.Contains(JsonName),
            CommandLine = CommandLine(args),
        };
        if (args.Count == 0)
            args = [HelpName];
        var parsed = Create(terminal).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var help = $"Run 'maml-edge {CommandPath(parsed)}{HelpName}' for the usage.";
            var problems = parsed.Errors.SelectMany(e => e.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            return Fail(terminal, $"{string.Join(" ", problems).TrimEnd('.')}. {help}", Program.WrongUsage);
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = terminal.Out,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (Exception error)
        {
            return Fail(terminal, error);
        }
    }

    /// <summary>Arguments as one would type them again, without <c>--json</c>.</summary>
    public static string CommandLine(IEnumerable<string> args) => string.Join(' ', args.Where(a => a != JsonName).Prepend("maml-edge").Select(Quoted));

    private static RootCommand Create(Terminal terminal) => new(
        "Meta-learns a model, ships it as plain ONNX, and adapts it on the device with a few examples.")
    {
        new QuickstartCommand(terminal),
        new TrainCommand(terminal),
        new SweepCommand(terminal),
        new ExportCommand(terminal),
        new EvalCommand(terminal),
        new AdaptCommand(terminal),
        new PredictCommand(terminal),
        new StatesCommand(terminal),
        new GradCommand(terminal),
        new InspectCommand(terminal),
        new VerifyCommand(terminal),
        new SignCommand(terminal),
        new BenchCommand(terminal),
        new DoctorCommand(terminal),
        new Option<bool>(JsonName) { Description = "Write the result as JSON.", Recursive = true },
    };

    private static int Fail(Terminal terminal, Exception error)
    {
        if (Environment.GetEnvironmentVariable(DebugVariable) == "1")
            terminal.Say(error.ToString());
        return error switch
        {
            UsageException => Fail(terminal, error.Message, Program.WrongUsage),
            OperationCanceledException => Fail(terminal, "Stopped before the work was done.", Program.Failed),
            _ when ExpectedErrors.Includes(error) => Fail(terminal, ExpectedErrors.Message(error), Program.Failed),
            _ => Fail(
                terminal,
                $"Unexpected {error.GetType().Name}: {error.Message} This is a defect of maml-edge; {DebugVariable}=1 shows where.",
                Program.Failed),
        };
    }

    private static int Fail(Terminal terminal, string message, int exitCode)
    {
        terminal.Error.WriteLine("error: " + message);
        if (terminal.Json)
            terminal.Out.WriteLine(ResultText.Json(new ErrorResult(message)));
        return exitCode;
    }

    private static string Quoted(string argument) =>
        argument.Length > 0 && argument.All(c => char.IsLetterOrDigit(c) || "-_./:=+,@%".Contains(c, StringComparison.Ordinal))
            ? argument
            : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string CommandPath(ParseResult parsed) => string.Concat(
        parsed.CommandResult.Command.Parents.OfType<Command>().Append(parsed.CommandResult.Command).Where(command => command is not RootCommand).Select(command => command.Name + " "));
}
