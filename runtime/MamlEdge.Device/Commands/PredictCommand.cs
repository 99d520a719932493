using MamlEdge.Bundle;
using MamlEdge.Device.CommandLine;
using MamlEdge.Device.Results;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary><c>maml-edge-device predict</c>: classes with probabilities, or values; meta-learned, or with a personal state.</summary>
internal sealed class PredictCommand : Command
{
    private static readonly Option State = new("--state", "STATE", "A personal state of this bundle; without one the meta-learned start predicts.");
    private static readonly Option Input = new("--input", "FILE", "What to predict: a safetensors file with x.");
    private static readonly Option Output = new("--output", "FILE", "Also write the raw outputs, as a safetensors file with y.", "-o");

    public override string Name => "predict";

    public override string Description => "Predict with a bundle, before adaptation or with a personal state.";

    public override IReadOnlyList<Option> Options { get; } = [State, Input, Output, .. BundleOptions.All];

    public override CommandResult Execute(Arguments arguments, Action<string> say, CancellationToken cancellation)
    {
        var (bundle, input) = (Bundle(arguments), arguments.Required(Input));
        using var model = MetaModel.Load(bundle, BundleOptions.Read(arguments));
        var x = SupportFile.ReadInputs(input);
        if (model.Manifest.Normalization == NormalizationKind.Batch)
            say("note: this model normalises by the examples at hand, so predictions of one call depend on each other.");
        using var personal = arguments.Text(State) is { } state ? model.Restore(state) : null;
        var outputs = personal?.Predict(x, cancellation) ?? model.Predict(x, cancellation);
        if (arguments.Text(Output) is { } file)
            AtomicFile.Write(file, Safetensors.Write([KeyValuePair.Create("y", outputs.ToTensor())]));
        return new PredictResult(model.Manifest.Task.ToString().ToLowerInvariant(), [.. Prediction.Of(model.Manifest.Task, outputs)]);
    }
}
