using MamlEdge.Device.Results.Json;
using MamlEdge.Results;

namespace MamlEdge.Device.Results;

/// <summary>Predictions, in the order of the examples; the fields are among those of <c>maml-edge predict --json</c>.</summary>
/// <param name="Task">What the model predicts, as the manifest writes it.</param>
/// <param name="Predictions">One for each example.</param>
internal sealed record PredictResult(string Task, IReadOnlyList<Prediction> Predictions) : CommandResult
{
    public override void Write(JsonFields json)
    {
        json.Text("task", Task);
        json.Objects("predictions", Predictions.Select(SharedJson.Fields));
    }

    public override IEnumerable<string> Lines() => Predictions.Select(Line);

    private static string Line(Prediction prediction) => prediction switch
    {
        { Class: { } best } => $"{prediction.Example}: {prediction.Label ?? $"{best}"}   {Numbers(prediction.Probabilities!)}",
        { Probabilities: { } probabilities } => $"{prediction.Example}: {Numbers(probabilities)}",
        _ => $"{prediction.Example}: {Numbers(prediction.Values!)}",
    };
}
