using System.Runtime.InteropServices;
using System.Text;
using MamlEdge.Cli.Commands;
using MamlEdge.Cli.Terminals;

namespace MamlEdge.Cli;

/// <summary>The command <c>maml-edge</c>. Results go to standard output, progress and errors to standard error.</summary>
public static class Program
{
    /// <summary>Everything was done.</summary>
    public const int Done = 0;

    /// <summary>The command could not do its work, or found what it looked for to be wrong.</summary>
    public const int Failed = 1;

    /// <summary>The command line itself is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>Runs the command in this process.</summary>
    /// <param name="args">The arguments without the program's name.</param>
    /// <param name="stdout">Takes the results.</param>
    /// <param name="stderr">Takes progress and errors.</param>
    /// <param name="cancellation">Stops long work as Ctrl-C does.</param>
    /// <returns><see cref="Done"/>, <see cref="Failed"/> or <see cref="WrongUsage"/>.</returns>
    public static int Run(string[] args, TextWriter stdout, TextWriter stderr, CancellationToken cancellation = default) =>
        CommandTree.Run(args, new Terminal(stdout, stderr) { Cancellation = cancellation });

    private static int Main(string[] args)
    {
        Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        using var interrupted = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        return CommandTree.Run(args, new Terminal(Console.Out, Console.Error)
        {
            OutIsTerminal = !Console.IsOutputRedirected,
            ErrorIsTerminal = !Console.IsErrorRedirected,
            Cancellation = interrupted.Token,
        });

        // The first signal asks the work to stop and save; a second one ends the process at once.
        void Interrupt(PosixSignalContext signal)
        {
            if (interrupted.IsCancellationRequested)
                return;
            signal.Cancel = true;
            interrupted.Cancel();
        }
    }
}
