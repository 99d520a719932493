using MamlEdge.Bundle;
using MamlEdge.Commands;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device adapt</c>: a few labelled examples become a personal state.</summary>
internal sealed class AdaptCommand : Command
{
    private static readonly Option Support = new("--support", "FILE", "The examples: a safetensors file with x and y.");
    private static readonly Option From = new("--from", "STATE", "Continue from this personal state.");
    private static readonly Option Output = new("--output", "STATE", "Where to write the personal state, if not into a store.", "-o");
    private static readonly Option Continue = new("--continue", null, "Continue from the current state of the person in the store.");
    private static readonly Option KeepSupport = new("--keep-support", null, "Keep the examples in the store, so that a later bundle can adapt from them.");

    public override string Name => "adapt";

    public override string Description => "Adapt a bundle to a few labelled examples and save the personal state.";

    public override IReadOnlyList<Option> Options { get; } = [Support, From, .. AdaptationOptions.All, Output, .. StoreOptions.All, Continue, KeepSupport, .. BundleOptions.All];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var (bundle, examples, options) = (Bundle(arguments), arguments.Required(Support), AdaptationOptions.Read(arguments));
        var (person, output) = (StoreOptions.Person(arguments), arguments.Text(Output));
        if (person is null == output is null)
            throw new UsageException("Say where the state goes: either -o, or --store with --person.");
        if (person is null && (arguments.Has(Continue) || arguments.Has(KeepSupport)))
            throw new UsageException("--continue and --keep-support need --store.");
        if (arguments.Has(Continue) && arguments.Has(From))
            throw new UsageException("Give --continue or --from, not both.");
        using var model = BundleOptions.Load(bundle, BundleOptions.Read(arguments), say);
        var support = ExampleFile.ReadSupport(examples, model.Manifest);
        using var store = person is null ? null : StoreOptions.Open(arguments, create: true);
        var personalisation = new Personalisation(support, options, store, person)
        {
            From = arguments.Text(From) is { } path ? PersonalState.Load(path) : null,
            Continue = arguments.Has(Continue),
            KeepSupport = arguments.Has(KeepSupport),
        };
        using var personal = personalisation.Run(model, cancellation, out var version);
        if (output is not null)
            personal.Save(output = Path.GetFullPath(output));

        var report = personal.Report!;
        Personalisation.Warn(report, say);
        return new AdaptResult(
            output, (int)support.Count, report.Steps, report.Losses, report.Elapsed.TotalMilliseconds, report.Guard, report.GuardReason, report.Execution.Device)
        {
            HeldOut = report.HeldOut,
            DeadlineReached = report.DeadlineReached,
            EstimatedBytes = report.EstimatedBytes,
            Person = person,
            Stored = version is null ? null : StoredVersion.Of(version),
        };
    }
}
