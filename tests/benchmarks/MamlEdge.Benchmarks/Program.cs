using System.CommandLine;
using System.Globalization;
using MamlEdge.Benchmarks;
using Spectre.Console;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Option<string?> python = new("--python") { Description = "A Python with torch and functorch; without it only MamlEdge is timed." };
Option<int> threads = new("--threads") { Description = "Threads for each contestant.", DefaultValueFactory = _ => 2 };
Option<int> rounds = new("--rounds") { Description = "Turns for each contestant; medians are taken over them.", DefaultValueFactory = _ => 9 };
Option<double> turn = new("--turn") { Description = "Seconds a turn takes at least.", DefaultValueFactory = _ => 1.0 };

Command metaBatch = new("meta-batch", "Times meta-batches task by task and several tasks a run: sinusoid perceptron and conv4-64, 4, 25 and 32 tasks.") { threads, rounds, turn };
metaBatch.SetAction(options => MetaBatch.Run(options.GetValue(threads), options.GetValue(rounds), options.GetValue(turn), AnsiConsole.Console));

RootCommand command = new("Times a MAML meta-iteration of 32 Omniglot-like tasks (5-way 1-shot, conv4-64, k = 1, second order).")
{
    python, threads, rounds, turn, metaBatch,
};
command.SetAction(options => MetaIteration.Run(
    options.GetValue(python), options.GetValue(threads), options.GetValue(rounds), options.GetValue(turn), AnsiConsole.Console));
return command.Parse(args).Invoke();
