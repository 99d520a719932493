using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Evaluation;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands;

/// <summary>How <c>eval</c> measures: which episodes, how many, and after how many steps.</summary>
internal sealed class ProtocolOptions
{
    private readonly Option<int> _episodes = new("--episodes") { Description = "Number of tasks of each seed.", DefaultValueFactory = _ => 600, HelpName = "N" };

    private readonly Option<int?> _steps = new("--steps") { Description = "Largest number of adaptation steps; 10 is the default, or the bundle's own number where that is larger.", HelpName = "K" };

    private readonly Option<int?> _at = new("--at")
    {
        Description = "Steps after which worst tasks, calibration and differences are taken; the default is the bundle's own number.",
        HelpName = "K",
    };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Decides the tasks; 1 where it is not given.", HelpName = "N" };

    private readonly Option<ulong[]> _seeds = NumberList.Option("--seeds", "Several seeds, or how many: 3 is short for 1,2,3. Figures are pooled, and given for each.", "1,2,3", least: 1);

    private readonly Option<string> _split = new Option<string>("--split")
    {
        Description = "Which part of the classes.",
        DefaultValueFactory = _ => "test",
        HelpName = "test|validation|train",
    }.AcceptOnlyFromAmong("test", "validation", "train");

    private readonly Option<bool> _together = new("--transductive-only")
    {
        Description = "Leave out the column in which each query is predicted alone, as on a device.",
    };

    public ProtocolOptions(Command command)
    {
        _episodes.Validators.Add(OptionRules.AtLeast(1));
        _steps.Validators.Add(OptionRules.AtLeast(0));
        _at.Validators.Add(OptionRules.AtLeast(0));
        foreach (var option in new Option[] { _episodes, _steps, _at, _seed, _seeds, _split, _together })
            command.Add(option);
    }

    /// <summary>The part of the classes that is measured on.</summary>
    public Split Split(ParseResult arguments) => Enum.Parse<Split>(arguments.GetRequiredValue(_split), ignoreCase: true);

    /// <summary>The protocol for episodes of a size.</summary>
    /// <param name="arguments">The command line.</param>
    /// <param name="shape">Ways, shots and queries.</param>
    /// <param name="bundleSteps">The steps that a bundle takes at once, the most of all bundles.</param>
    /// <exception cref="UsageException">Options contradict each other.</exception>
    public EvaluationOptions Read(ParseResult arguments, EpisodeShape shape, int bundleSteps)
    {
        var (steps, at) = (arguments.GetValue(_steps) ?? EvaluationOptions.StepsFor(bundleSteps), arguments.GetValue(_at));
        if (at > steps)
            throw new UsageException($"--at: figures after {at} steps need --steps {at} or more, got {steps}.");
        return new EvaluationOptions(shape)
        {
            Episodes = arguments.GetValue(_episodes),
            Steps = steps,
            FigureSteps = at,
            Seeds = Seeds(arguments),
            Split = Split(arguments),
            NonTransductive = !arguments.GetValue(_together),
        };
    }

    private ulong[] Seeds(ParseResult arguments) => (arguments.GetValue(_seed), arguments.Given(_seeds)) switch
    {
        ({ }, { }) => throw new UsageException("--seed and --seeds exclude each other: give one of them."),
        (var seed, null) => [seed ?? 1],
        (null, var several) => NumberList.Seeds(several),
    };
}
