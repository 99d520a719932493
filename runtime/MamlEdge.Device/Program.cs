using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results.Json;

namespace MamlEdge.Device;

/// <summary>The command <c>maml-edge-device</c>. Results go to standard output, notes and errors to standard error.</summary>
public static class Program
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>The command could not do its work.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>The version of this program.</summary>
    internal static string Version { get; } = typeof(Program).Assembly.GetName().Version!.ToString(3);

    /// <summary>Runs the command in this process.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="stdout">Takes the results.</param>
    /// <param name="stderr">Takes notes and errors.</param>
    /// <param name="cancellation">Stops work between two operators.</param>
    /// <returns><see cref="Done"/>, <see cref="Failed"/> or <see cref="WrongUsage"/>.</returns>
    public static int Run(string[] args, TextWriter stdout, TextWriter stderr, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(stdout);
        ArgumentNullException.ThrowIfNull(stderr);
        var json = args.Contains(Command.Json.Name);
        try
        {
            if (Information(args) is { } text)
            {
                stdout.WriteLine(text);
                return Done;
            }

            var command = CommandTable.All.FirstOrDefault(command => command.Name == args[0]) ?? throw new UsageException($"Unknown command '{args[0]}'.");
            var arguments = Arguments.Read(args.Skip(1), [.. command.Options, Command.Json], command.Positions);
            var result = command.Execute(arguments, stderr.WriteLine, cancellation);
            stdout.WriteLine(json ? JsonText.Of(result) : string.Join('\n', result.Lines()));
            return result.ExitCode;
        }
        catch (Exception error)
        {
            var (message, exitCode) = error switch
            {
                UsageException => ($"{error.Message} Run 'maml-edge-device {(args.Length > 1 ? args[0] + " " : "")}--help' for the usage.", WrongUsage),
                OperationCanceledException => ("Stopped before the work was done.", Failed),
                MamlEdgeException or IOException or UnauthorizedAccessException => (error.Message, Failed),
                _ => ($"Unexpected {error.GetType().Name}: {error.Message} This is a defect of maml-edge-device.", Failed),
            };
            stderr.WriteLine("error: " + message);
            if (json)
                stdout.WriteLine(JsonText.OfError(message));
            return exitCode;
        }
    }

    private static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        return Run(args, Console.Out, Console.Error, interrupted.Token);

        // The first signal asks the work to stop; a second one ends the process at once.
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = !interrupted.IsCancellationRequested;
            interrupted.Cancel();
        }
    }

    private static string? Information(string[] args) => args switch
    {
        [] or ["--help" or "-h", ..] => CommandTable.Help,
        ["--version", ..] => Version,
        [var name, ..] when args.Contains("--help") && CommandTable.All.FirstOrDefault(command => command.Name == name) is { } command => CommandTable.HelpOf(command),
        _ => null,
    };
}
