using MamlEdge.Device.Commands;

namespace MamlEdge.Device.CommandLine;

/// <summary>All commands, and the help.</summary>
internal static class CommandTable
{
    /// <summary>The commands in the order of the help.</summary>
    public static IReadOnlyList<Command> All { get; } = [new AdaptCommand(), new PredictCommand(), new StatesCommand(), new BenchCommand(), new InfoCommand()];

    /// <summary>The help of the program.</summary>
    public static string Help => $"""
        Adapts MamlEdge bundles to a few examples, and predicts with them.

        Usage: maml-edge-device COMMAND BUNDLE [options]

        {string.Join('\n', All.Select(command => $"  {command.Name,-8} {command.Description}"))}

        'maml-edge-device COMMAND --help' shows the options, '--version' the version.
        Every command takes --json. Exit codes: 0 done, 1 failed, 2 wrong usage.
        """;

    /// <summary>The help of one command.</summary>
    public static string HelpOf(Command command)
    {
        Option[] options = [.. command.Options, Command.Json];
        var width = options.Max(option => option.Usage.Length);
        return $"""
            {command.Description}

            Usage: maml-edge-device {command.Name} {command.Argument} [options]

            {string.Join('\n', options.Select(option => $"  {option.Usage.PadRight(width)}  {option.Description}"))}
            """;
    }
}
