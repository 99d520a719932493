using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Algorithms;
using MamlEdge.Trainer.Optimizers;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>The outer loop.</summary>
internal sealed class OuterOptions
{
    private readonly Option<string?> _algorithm = new Option<string?>("--algorithm")
    {
        Description = "Meta-learning algorithm; its published settings come before those of the task. "
            + string.Join("; ", MetaAlgorithm.Names.Select(n => $"{n}: {MetaAlgorithm.Named(n).Summary}")) + ".",
        HelpName = string.Join('|', MetaAlgorithm.Names),
    }.AcceptOnlyFromAmong([.. MetaAlgorithm.Names]);

    private readonly Option<string?> _start = new("--start-from")
    {
        Description = "Start from the parameters of another run, or of a bundle, of the same model, instead of from random ones.",
        HelpName = "RUN|BUNDLE",
    };

    private readonly Option<long?> _iterations = new("--iterations") { Description = "Meta-iterations.", HelpName = "N" };

    private readonly Option<int?> _metaBatch = new("--meta-batch") { Description = "Tasks of a meta-iteration.", HelpName = "B" };

    private readonly Option<int?> _trainTasks = new("--train-tasks")
    {
        Description = "Learn from so many fixed training tasks, as if no more were recorded; 0, the default, draws new ones all the time.",
        HelpName = "N",
    };

    private readonly Option<double?> _rate = new("--outer-lr") { Description = "Learning rate of Adam.", HelpName = "A" };

    private readonly Option<double?> _endRate = new("--outer-lr-end") { Description = "Let the learning rate fall to this along half a cosine.", HelpName = "A" };

    private readonly Option<double?> _clipNorm = new("--clip-norm") { Description = "Largest norm of the meta-gradient.", HelpName = "C" };

    private readonly Option<double?> _clipValue = new("--clip-value") { Description = "Largest size of an entry of the meta-gradient.", HelpName = "C" };

    private readonly Option<string?> _optimizer = new Option<string?>("--outer-optimizer")
    {
        Description = "How the outer loop takes a meta-gradient.",
        HelpName = "adam|sgd",
    }.AcceptOnlyFromAmong("adam", "sgd");

    private readonly Option<double?> _before = new("--pre-adaptation-weight")
    {
        Description = "Weight of the query loss before adaptation in the objective, beside 1 for the loss after it.",
        HelpName = "L",
    };

    private readonly Option<double?> _multiStep = new("--multi-step-part")
    {
        Description = "Part of the iterations, from the start, in which the query loss after every step counts (MAML++).",
        HelpName = "P",
    };

    private readonly Option<double?> _firstOrder = new("--first-order-part") { Description = "Part of the iterations, from the start, that ignore second derivatives (MAML++).", HelpName = "P" };

    private readonly Option<int?> _conjugate = new("--conjugate-steps") { Description = "Iterations of conjugate gradients (iMAML).", HelpName = "N" };

    private readonly Option<ulong?> _seed = new("--seed") { Description = "Decides initial parameters, tasks and their order.", HelpName = "N" };

    public OuterOptions(Command command)
    {
        _start.Validators.Add(OptionRules.Filled());
        _iterations.Validators.Add(OptionRules.AtLeast(0));
        _trainTasks.Validators.Add(OptionRules.AtLeast(0));
        _metaBatch.Validators.Add(OptionRules.AtLeast(1));
        _conjugate.Validators.Add(OptionRules.AtLeast(1));
        _before.Validators.Add(OptionRules.AtLeastZero());
        _multiStep.Validators.Add(OptionRules.Part());
        _firstOrder.Validators.Add(OptionRules.Part());
        foreach (var option in new[] { _rate, _endRate, _clipNorm, _clipValue })
            option.Validators.Add(OptionRules.Positive());
        Option[] all =
        [
            _algorithm, _start, _iterations, _metaBatch, _trainTasks, _rate, _endRate, _clipNorm, _clipValue, _optimizer, _before, _multiStep, _firstOrder, _conjugate, _seed,
        ];
        foreach (var option in all) command.Add(option);
    }

    /// <summary>The settings with the algorithm that was given and what it was published with; the same where none was given.</summary>
    public TrainingSettings WithAlgorithm(ParseResult arguments, TrainingSettings settings) =>
        arguments.GetValue(_algorithm) is { } name && name != settings.Algorithm ? MetaAlgorithm.Named(name).Defaults(settings with { Algorithm = name }) : settings;

    /// <summary>The settings with what was given on the command line.</summary>
    /// <exception cref="UsageException">An option is of no use for the algorithm.</exception>
    public TrainingSettings Apply(ParseResult arguments, TrainingSettings settings) => Used(arguments, settings) with
    {
        OuterOptimizer = arguments.GetValue(_optimizer) is { } optimizer ? Enum.Parse<OuterOptimizer>(optimizer, ignoreCase: true) : settings.OuterOptimizer,
        Objective = settings.Objective with
        {
            PreAdaptationWeight = arguments.GetValue(_before) ?? settings.Objective.PreAdaptationWeight,
            MultiStepPart = arguments.GetValue(_multiStep) ?? settings.Objective.MultiStepPart,
            FirstOrderPart = arguments.GetValue(_firstOrder) ?? settings.Objective.FirstOrderPart,
            ConjugateSteps = arguments.GetValue(_conjugate) ?? settings.Objective.ConjugateSteps,
        },
        StartFrom = arguments.GetValue(_start) is { } start ? Path.GetFullPath(start) : settings.StartFrom,
        Iterations = arguments.GetValue(_iterations) ?? settings.Iterations,
        MetaBatch = arguments.GetValue(_metaBatch) ?? settings.MetaBatch,
        TrainTasks = arguments.GetValue(_trainTasks) ?? settings.TrainTasks,
        OuterRate = Rate(arguments, settings.OuterRate),
        Clip = Clip(arguments, settings.Clip),
        Seed = arguments.GetValue(_seed) ?? settings.Seed,
    };

    private TrainingSettings Used(ParseResult arguments, TrainingSettings settings)
    {
        var algorithm = MetaAlgorithm.Named(settings.Algorithm);
        if (!algorithm.IsImplicit && OptionRules.Given(arguments, [_conjugate]) is { } conjugate)
            throw new UsageException($"{conjugate}: of no use for the algorithm '{algorithm.Name}', which takes no implicit gradient; it is for imaml.");
        if (algorithm.IsFirstOrder && OptionRules.Given(arguments, [_firstOrder]) is { } part)
            throw new UsageException($"{part}: of no use for the algorithm '{algorithm.Name}', which never takes second derivatives.");
        return settings;
    }

    private RateSchedule Rate(ParseResult arguments, RateSchedule schedule)
    {
        var start = arguments.GetValue(_rate);
        if (arguments.GetValue(_endRate) is { } end)
            return new CosineSchedule(start ?? schedule.At(0, 1), end);
        return start is null ? schedule
            : schedule is CosineSchedule cosine ? cosine with { Start = start.Value }
            : schedule is LinearSchedule linear ? linear with { Start = start.Value }
            : new ConstantSchedule(start.Value);
    }

    private GradientClip? Clip(ParseResult arguments, GradientClip? clip)
    {
        var (value, norm) = (arguments.GetValue(_clipValue) ?? clip?.Value, arguments.GetValue(_clipNorm) ?? clip?.Norm);
        return value is null && norm is null ? null : new GradientClip(value, norm);
    }
}
