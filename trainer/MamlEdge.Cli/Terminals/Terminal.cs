using Spectre.Console;

namespace MamlEdge.Cli.Terminals;

/// <summary>Where a command writes, and how it is asked to stop.</summary>
/// <param name="Out">Takes results only, so that scripts can read them.</param>
/// <param name="Error">Takes progress, hints and errors.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error)
{
    private const int WidthOfFiles = 120;

    /// <summary>Whether a person reads <see cref="Out"/> as it is written.</summary>
    public bool OutIsTerminal { get; init; }

    /// <summary>Whether a person reads <see cref="Error"/> as it is written.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether results are written as JSON.</summary>
    public bool Json { get; init; }

    /// <summary>The command as one would type it again.</summary>
    public string CommandLine { get; init; } = "";

    /// <summary>Cancelled by Ctrl-C or SIGTERM.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Writes a result to standard output; a file gets it without colours and without spaces at the ends of lines.</summary>
    public void Print(Action<IAnsiConsole> print)
    {
        if (OutIsTerminal)
        {
            print(Console(Out, isTerminal: true));
            return;
        }

        using var text = new StringWriter();
        print(Console(text, isTerminal: false));
        foreach (var line in text.ToString().TrimEnd().Split('\n'))
            Out.WriteLine(line.TrimEnd());
    }

    /// <summary>A console for progress on standard error.</summary>
    public IAnsiConsole ErrorConsole() => Console(Error, ErrorIsTerminal);

    /// <summary>Says something to people only.</summary>
    public void Say(string text) => Error.WriteLine(text);

    private static IAnsiConsole Console(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = isTerminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!isTerminal)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
