using System.CommandLine;
using System.Globalization;
using MamlEdge.Benchmarks;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using Spectre.Console;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

Option<string?> python = new("--python") { Description = "A Python with torch and functorch; without it only MamlEdge is timed." };
Option<int> threads = new("--threads") { Description = "Threads for each contestant.", DefaultValueFactory = _ => 2 };
Option<int> rounds = new("--rounds") { Description = "Turns for each contestant; medians are taken over them.", DefaultValueFactory = _ => 9 };
Option<double> turn = new("--turn") { Description = "Seconds a turn takes at least.", DefaultValueFactory = _ => 1.0 };

Command metaBatch = new("meta-batch", "Times meta-batches task by task and several tasks a run: sinusoid perceptron and conv4-64, 4, 25 and 32 tasks.") { threads, rounds, turn };
metaBatch.SetAction(options => MetaBatch.Run(options.GetValue(threads), options.GetValue(rounds), options.GetValue(turn), AnsiConsole.Console));

Argument<string> earlier = new("FOLDER") { Description = "Where an earlier version's MamlEdge.Trainer.dll lies; run.sh builds it from a commit." };
Command since = new("since", "Times meta-iterations of 25 sinusoid and 32 conv4-64 tasks against an earlier version of the trainer, in one process.") { earlier, threads, rounds, turn };
since.SetAction(options => Since.Run(options.GetRequiredValue(earlier), options.GetValue(threads), Settings(options)));

Command Raced(string name, string description, Func<RaceSettings, int> run)
{
    Command command = new(name, description) { rounds, turn };
    command.SetAction(options => run(Settings(options)));
    return command;
}

RaceSettings Settings(ParseResult options) => new(options.GetValue(rounds), options.GetValue(turn), AnsiConsole.Console);

Command engines = new("engines", "Times a meta-iteration of 25 sinusoid and 32 conv4-64 tasks, k = 1 and 5: both engines, where TorchSharp is in the build, and PyTorch.") { python, threads, rounds, turn };
engines.SetAction(options => MetaIteration.RunEngines(options.GetValue(python), options.GetValue(threads), Settings(options)));

Command manySteps = new("many-steps", "Export time, file size and load time of conv4-64 for k = 1, 10 and 100, copies of the step and calls of one function.");
manySteps.SetAction(_ => ManySteps.Run(AnsiConsole.Console));

Argument<string> data = new("DATA") { Description = "Folder of Omniglot's zips." };
Option<int> iterations = new("--iterations") { Description = "Meta-iterations.", DefaultValueFactory = _ => 200 };
Option<NormalizationKind?> normalization = new("--normalization") { Description = "Another normalisation than that of new models." };
Option<int?> tasksOfBatch = new("--meta-batch") { Description = "Tasks of a meta-batch." };
Option<double?> outerRate = new("--outer-rate") { Description = "A constant outer rate." };
Option<bool> fixedRate = new("--fixed-rate") { Description = "One inner rate that is not learned." };
Option<bool> trainingsAlone = new("--trainings-alone") { Description = "Only trainings by themselves, in float32: much quicker." };
Command agreement = new("agreement", "How far both engines agree along a training on Omniglot; needs the engine torch in the build.") { data, iterations, normalization, tasksOfBatch, outerRate, fixedRate, trainingsAlone };
agreement.SetAction(options => Agreement.Run(
    options.GetRequiredValue(data), options.GetValue(iterations),
    new AgreementChanges
    {
        Normalization = options.GetValue(normalization),
        MetaBatch = options.GetValue(tasksOfBatch),
        OuterRate = options.GetValue(outerRate),
        FixedRate = options.GetValue(fixedRate),
        TrainingsAlone = options.GetValue(trainingsAlone),
    },
    AnsiConsole.Console));

Option<string?> omniglot = new("--omniglot") { Description = "The folder of Omniglot; without it only generated tasks are sampled." };
Command sampling = new("sampling", "Times drawing the tasks of a meta-batch against the meta-iteration that learns from them.") { omniglot, rounds, turn };
sampling.SetAction(options => Sampling.Run(new RaceSettings(options.GetValue(rounds), options.GetValue(turn), AnsiConsole.Console), options.GetValue(omniglot)));

Option<string> target = new Option<string>("--device") { Description = "Where all contestants run; cuda needs a build with -p:Ort=gpu.", DefaultValueFactory = _ => "cpu", HelpName = "cpu|cuda" }.AcceptOnlyFromAmong("cpu", "cuda");
Command personal = new("personal", "Times personal predictions and adaptations of conv4-64 by the runtime library, by ONNX Runtime directly and by PyTorch: head and all parameters, k = 1, 5 and 10.") { python, target, rounds, turn };
personal.SetAction(options => new PersonalCost(options.GetValue(python), options.GetValue(target) == "cuda" ? ExecutionTarget.Cuda : ExecutionTarget.Cpu).Run(Settings(options)));

Argument<string> bundle = new("BUNDLE") { Description = "A bundle for any number of characters, such as models/glyphs-any." };
Option<int> episodes = new("--episodes") { Description = "Tasks of each kind.", DefaultValueFactory = _ => 300 };
Command guards = new("guards", "What the held-out check decides on true and random labels, and what a model knows after a class was added.") { bundle, episodes };
guards.SetAction(options => Guards.Run(options.GetRequiredValue(bundle), options.GetValue(episodes), AnsiConsole.Console));

Argument<string?> measured = new("BUNDLE") { Description = "One row alone, in this process: the bundle to adapt.", Arity = ArgumentArity.ZeroOrOne };
Argument<string?> warm = new("SMALL") { Description = "A smaller one to adapt before.", Arity = ArgumentArity.ZeroOrOne };
Option<int> supportExamples = new("--examples") { Description = "With BUNDLE: support examples.", DefaultValueFactory = _ => 5 };
Option<bool> guarded = new("--checked") { Description = "With BUNDLE: held-out check, accuracies and two steps more." };
Command memory = new("memory", "The library's bound of memory against what an adaptation adds to the process.") { measured, warm, supportExamples, guarded };
memory.SetAction(options => options.GetValue(measured) is { } measuredBundle
    ? MemoryFigures.Measure(measuredBundle, options.GetValue(warm) ?? measuredBundle, options.GetValue(supportExamples), options.GetValue(guarded))
    : MemoryFigures.Run(AnsiConsole.Console));

Argument<string> loaded = new("BUNDLE") { Description = "A bundle, such as models/omniglot-5w1s." };
Command optimized = new("optimised-models", "Times loading with and without a folder of optimised graphs: a bundle, and the head of a net of 50 layers.") { loaded, rounds, turn };
optimized.SetAction(options => OptimizedLoads.Run(options.GetRequiredValue(loaded), Settings(options)));
Option<string> folder = new("--folder") { Description = "Where to write states; the disk decides.", DefaultValueFactory = _ => Path.GetTempPath() };
Command states = new("states", "Times saving and loading personal states: files, a store, an encrypted store; and opening a store of many people.") { folder, rounds, turn };
states.SetAction(options => StoredStates.Run(Settings(options), options.GetRequiredValue(folder)));

Argument<string> device = new("PROGRAM") { Description = "maml-edge-device, compiled ahead of time." };
Argument<string> started = new("BUNDLE") { Description = "A bundle of conv4-64, k = 1." };
Option<int> processes = new("--rounds") { Description = "Processes of each kind.", DefaultValueFactory = _ => 50 };
Command start = new("start", "Times maml-edge-device from the start of its process to a prediction, and shows its memory.") { device, started, processes };
start.SetAction(options => StartUp.Run(options.GetRequiredValue(device), options.GetRequiredValue(started), options.GetValue(processes), AnsiConsole.Console));

RootCommand command = new("Times a MAML meta-iteration of 32 Omniglot-like tasks (5-way 1-shot, conv4-64, k = 1, second order).")
{
    python, threads, rounds, turn, engines, metaBatch, since, personal,
    Raced("adapt", "Times adapting conv4-64, k = 1, against one MatMul with as many multiply-adds, and loading the graph.", AdaptCost.Run),
    Raced("optimisation", "Times adaptation and meta-gradient of conv4-64 and a transformer block with ONNX Runtime's optimisation on and off.", Optimisation.Run),
    Raced("head-only", "Times adapting the head of a net of 50 layers against one forward pass.", HeadOnly.Run),
    manySteps, sampling, states, agreement, start, guards, memory, optimized, SoakCommand.New(AnsiConsole.Console),
};
command.SetAction(options => MetaIteration.Run(options.GetValue(python), options.GetValue(threads), Settings(options)));
return command.Parse(args).Invoke();
