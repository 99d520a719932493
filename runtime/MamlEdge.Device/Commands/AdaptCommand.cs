using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device adapt</c>: a few labelled examples become a personal state.</summary>
internal sealed class AdaptCommand : Command
{
    private static readonly Option Support = new("--support", "FILE", "The examples: a safetensors file with x and y.");
    private static readonly Option From = new("--from", "STATE", "Continue from this personal state.");
    private static readonly Option Steps = new("--steps", "K", "Inner steps, a multiple of the bundle's own (the default).");
    private static readonly Option NoGuard = new("--no-guard", null, "Keep the adapted weights even where the support loss became worse.");
    private static readonly Option Output = new("--output", "STATE", "Where to write the personal state.", "-o");

    public override string Name => "adapt";

    public override string Description => "Adapt a bundle to a few labelled examples and save the personal state.";

    public override IReadOnlyList<Option> Options { get; } = [Support, From, Steps, NoGuard, Output, .. BundleOptions.All];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var (bundle, support, output) = (Bundle(arguments), arguments.Required(Support), arguments.Required(Output));
        var options = new AdaptOptions { Steps = arguments.Number(Steps, 1), Guard = !arguments.Has(NoGuard) };
        using var model = MetaModel.Load(bundle, BundleOptions.Read(arguments));
        var from = arguments.Text(From) is { } path ? PersonalState.Load(path) : null;
        var (personal, examples) = SupportFile.Adapt(model, support, options, from, cancellation);
        using (personal)
        {
            var state = Path.GetFullPath(output);
            personal.Save(state);
            var report = personal.Report!;
            if (report.Guard is not (GuardDecision.Accepted or GuardDecision.Off))
                say("warning: " + report.GuardReason);
            return new AdaptResult(
                state, (int)examples, report.Steps, report.Losses, report.Elapsed.TotalMilliseconds, report.Guard, report.GuardReason, report.Execution.Device);
        }
    }
}
