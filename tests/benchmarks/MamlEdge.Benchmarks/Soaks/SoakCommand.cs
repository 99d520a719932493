using System.CommandLine;
using Spectre.Console;

namespace MamlEdge.Benchmarks;

/// <summary>Long runs of the runtime library that must hold; each ends with 1 where it does not.</summary>
internal static class SoakCommand
{
    /// <summary>The command with a subcommand for each soak.</summary>
    public static Command New(IAnsiConsole console)
    {
        console.Profile.Width = Math.Max(console.Profile.Width, 300);
        Option<int> count = new("--count") { Description = "Adaptations.", DefaultValueFactory = _ => 10_000 };
        Option<double> seconds = new("--seconds") { Description = "How long.", DefaultValueFactory = _ => 60 };
        Option<int> threads = new("--threads") { Description = "Threads.", DefaultValueFactory = _ => 64 };
        Option<int> people = new("--people") { Description = "Personal models.", DefaultValueFactory = _ => 1_000 };
        Option<int> runs = new("--runs") { Description = "Repetitions.", DefaultValueFactory = _ => 100 };
        return new("soak", "Runs the runtime library for long and checks that it holds: memory, threads, cache, bits, cancellation.")
        {
            Soak("adaptations", "Adapts conv4-64 again and again; resident memory must stay flat within 5 %.", options => AdaptationSoak.Run(options.GetValue(count), console), count),
            Soak("threads", "Adapts and predicts on one model from many threads; results must be those of one thread, bit for bit.", options => ThreadSoak.Run(options.GetValue(threads), options.GetValue(seconds), console), threads, seconds),
            Soak("cache", "Serves many personal models through a cache of 32; answers must be those of each model alone, bit for bit.", options => CacheSoak.Run(options.GetValue(people), options.GetValue(seconds), console), people, seconds),
            Soak("bits", "Repeats adaptation and prediction, also with 2 and 4 threads an operator, and compares the bits.", options => BitSoak.Run(options.GetValue(runs), console), runs),
            Soak("cancel", "Cancels long adaptations at random moments; each must end within 50 ms.", options => CancellationSoak.Run(options.GetValue(runs), console), runs),
        };
    }

    private static Command Soak(string name, string description, Func<ParseResult, int> run, params Option[] options)
    {
        Command command = new(name, description);
        foreach (var option in options) command.Add(option);
        command.SetAction(run);
        return command;
    }
}
