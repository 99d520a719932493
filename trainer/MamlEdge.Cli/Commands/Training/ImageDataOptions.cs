using System.CommandLine;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>How classes of images become tasks.</summary>
internal sealed class ImageDataOptions : DataOptionGroup
{
    private readonly Option<int?> _side = new("--side") { Description = "Pixels of a side, to which images are resized.", HelpName = "PIXELS" };

    private readonly Option<int?> _channels = new Option<int?>("--channels") { Description = "1 for grey, 3 for colour.", HelpName = "1|3" };

    private readonly Option<string?> _family = new Option<string?>("--family")
    {
        Description = "What tasks differ in: the classes, the angle of all ten classes, or the order of their pixels.",
        HelpName = "classes|rotations|permutations",
    }.AcceptOnlyFromAmong("classes", "rotations", "permutations");

    private readonly Option<string?> _rotations = new Option<string?>("--rotations")
    {
        Description = "Splits in which each class counts as four, turned by 90 degrees; train is the default for omniglot, none for others.",
        HelpName = "none|train|all",
    }.AcceptOnlyFromAmong("none", "train", "all");

    private readonly Option<bool?> _mirror = new("--mirror")
    {
        Description = "Whether the rotated splits hold every class mirrored too.",
        HelpName = "true|false",
    };

    private readonly Option<bool?> _together = new("--turn-together")
    {
        Description = "Whether all classes of a task are turned alike, instead of each counting as several.",
        HelpName = "true|false",
    };

    private readonly Option<int?> _shift = new("--shift") { Description = "Move each training image by up to so many pixels, at random.", HelpName = "PIXELS" };

    private readonly Option<int?> _trainClasses = new("--train-classes") { Description = "Train with the first N classes of the training split only.", HelpName = "N" };

    private readonly Option<double?> _distort = new("--distort") { Description = "Turn, stretch and slant each training image at random, by about so large a part.", HelpName = "PART" };

    public ImageDataOptions()
    {
        _side.Validators.Add(OptionRules.AtLeast(1));
        _trainClasses.Validators.Add(OptionRules.AtLeast(1));
        _shift.Validators.Add(OptionRules.AtLeast(0));
        _distort.Validators.Add(OptionRules.Fraction());
        _channels.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not ("1" or "3") and var value }]) result.AddError($"--channels: expected 1 or 3, got {value}.");
        });
        Declare(_side, "omniglot", "glyphs", "images");
        Declare(_channels, "images");
        Declare(_family, "mnist", "fashion-mnist");
        foreach (var option in new Option[] { _rotations, _mirror, _together, _shift, _distort, _trainClasses })
            Declare(option, "omniglot", "glyphs", "mnist", "fashion-mnist", "images");
    }

    public override IEnumerable<Option> OfTraining => [_shift, _distort, _trainClasses];

    public override DataOptions Apply(ParseResult arguments, DataOptions options) => options is ImageOptions images ? Apply(arguments, images) : options;

    private ImageOptions Apply(ParseResult arguments, ImageOptions options)
    {
        options = options with
        {
            Side = arguments.GetValue(_side) ?? options.Side,
            Channels = arguments.GetValue(_channels) ?? options.Channels,
            Family = arguments.GetValue(_family) is { } family ? Enum.Parse<ImageFamily>(family, ignoreCase: true) : options.Family,
            Mirrored = arguments.GetValue(_mirror) ?? options.Mirrored,
            TurnedTogether = arguments.GetValue(_together) ?? options.TurnedTogether,
            Shift = arguments.GetValue(_shift) ?? options.Shift,
            Distortion = arguments.GetValue(_distort) ?? options.Distortion,
            TrainClasses = arguments.GetValue(_trainClasses) ?? options.TrainClasses,
            RotatedSplits = arguments.GetValue(_rotations) switch
            {
                "none" => [],
                "train" => [Split.Train],
                "all" => [Split.Train, Split.Validation, Split.Test],
                _ => options.RotatedSplits,
            },
        };
        if (arguments.GetValue(_mirror) == true && options.RotatedSplits.Count == 0)
            throw new UsageException("--mirror: mirrored classes belong to rotated ones, but no split is rotated. Add --rotations train or all.");
        if (arguments.GetValue(_together) == true && options.RotatedSplits.Count == 0)
            throw new UsageException("--turn-together: classes of a task are turned together where a split is rotated, but none is. Add --rotations train or all.");
        if (options.Family != ImageFamily.Classes && OptionRules.Given(arguments, [_rotations, _mirror]) is { } turned)
            throw new UsageException($"{turned} and --family {arguments.GetValue(_family)} contradict each other: all tasks of the family have the same ten classes.");
        return options;
    }
}
