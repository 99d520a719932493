using System.CommandLine;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Commands.Training;

/// <summary>How recordings of people become tasks.</summary>
internal sealed class SensorDataOptions : DataOptionGroup
{
    private readonly Option<string?> _device = new Option<string?>("--device-kind")
    {
        Description = "Whose recordings: those of the phone (default) or of the watch.",
        HelpName = "phone|watch",
    }.AcceptOnlyFromAmong("phone", "watch");

    private readonly Option<int?> _window = new("--window") { Description = "Samples of a window.", HelpName = "N" };

    private readonly Option<double?> _overlap = new("--overlap") { Description = "Share of a window that the next one has too.", HelpName = "0.5" };

    private readonly Option<double?> _rate = new("--rate") { Description = "Samples a second after resampling.", HelpName = "HZ" };

    public SensorDataOptions()
    {
        _window.Validators.Add(OptionRules.AtLeast(1));
        _overlap.Validators.Add(OptionRules.Fraction());
        _rate.Validators.Add(OptionRules.Positive());
        foreach (var option in new Option[] { _device, _window, _overlap, _rate })
            Declare(option, "sensor");
    }

    public override DataOptions Apply(ParseResult arguments, DataOptions options) => options is not SensorOptions sensor ? options : sensor with
    {
        Device = arguments.GetValue(_device) is { } device ? Enum.Parse<SensorDevice>(device, ignoreCase: true) : sensor.Device,
        Window = arguments.GetValue(_window) ?? sensor.Window,
        Overlap = arguments.GetValue(_overlap) ?? sensor.Overlap,
        Rate = arguments.GetValue(_rate) ?? sensor.Rate,
    };
}
