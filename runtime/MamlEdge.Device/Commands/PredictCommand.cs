using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device predict</c>: classes with probabilities, or values; meta-learned, or with a personal state.</summary>
internal sealed class PredictCommand : Command
{
    private static readonly Option State = new("--state", "STATE", "A personal state of this bundle; without one the meta-learned start predicts.");
    private static readonly Option Update = new("--update", "refuse|readapt", "A stored state of another bundle: refuse it (the default), or readapt from kept examples.");
    private static readonly Option Input = new("--input", "FILE", "What to predict: a safetensors file with x.");
    private static readonly Option Output = new("--output", "FILE", "Also write the raw outputs, as a safetensors file with y.", "-o");

    public override string Name => "predict";

    public override string Description => "Predict with a bundle, before adaptation or with a personal state.";

    public override IReadOnlyList<Option> Options { get; } = [State, Input, Output, .. StoreOptions.All, Update, .. BundleOptions.All];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var (bundle, input, person) = (Bundle(arguments), arguments.Required(Input), StoreOptions.Person(arguments));
        if (person is not null && arguments.Has(State))
            throw new UsageException("Give --state or --store, not both.");
        var policy = arguments.Text(Update) switch
        {
            null or "refuse" => BundleUpdatePolicy.Refuse,
            "readapt" => BundleUpdatePolicy.ReadaptFromSupport,
            var other => throw new UsageException($"'{Update.Name}' takes {Update.Value}, got '{other}'."),
        };
        using var model = BundleOptions.Load(bundle, BundleOptions.Read(arguments), say);
        var x = Examples.FromTensor(ExampleFile.ReadInputs(input));
        if (model.Manifest.Normalization == NormalizationKind.Batch)
            say("note: this model normalises by the examples at hand, so predictions of one call depend on each other.");
        using var personal = person is not null ? Stored() : arguments.Text(State) is { } state ? model.Restore(state) : null;
        var outputs = personal?.Predict(x, cancellation) ?? model.Predict(x, cancellation);
        if (arguments.Text(Output) is { } file)
            AtomicFile.Write(file, Safetensors.Write([KeyValuePair.Create("y", outputs.ToTensor())]));
        return new PredictResult(model.Manifest.Task.ToString().ToLowerInvariant(), Prediction.Of(model.Manifest.Task, outputs));

        PersonalModel Stored()
        {
            using var store = StoreOptions.Open(arguments, create: false);
            var restored = model.Restore(store, person, policy, cancellationToken: cancellation);
            if (restored.ReadaptedFrom is not null)
                say("note: " + restored.Reason);
            return restored.Personal;
        }
    }
}
