// Learns from a person's examples, a few at a time, and predicts for that person.
//   personaliser learn  BUNDLE STATE EXAMPLES.safetensors    x and y; the state is made, or learns on
//   personaliser ask    BUNDLE STATE QUERIES.safetensors     x; without a state the model predicts as it was trained
//   personaliser forget STATE
using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Runtime;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return args switch
    {
        ["learn", var bundle, var state, var examples] => Learn(bundle, state, examples),
        ["ask", var bundle, var state, var queries] => Ask(bundle, state, queries),
        ["forget", var state] => Forget(state),
        _ => Usage(),
    };
}
catch (MamlEdgeException error)
{
    // Says which part is wrong, what was expected, what arrived, and the way out.
    Console.Error.WriteLine($"error: {error.Message}");
    return 1;
}

static int Learn(string bundle, string state, string examples)
{
    using var model = MetaModel.Load(bundle);
    var from = File.Exists(state) ? PersonalState.Load(state) : null;
    var file = Safetensors.Read(examples);
    var (x, y) = (Examples.FromTensor(file["x"]), file["y"]);
    using var personal = y.Type == ElementType.Int64
        ? model.Adapt(x, y.ToLongs(), from: from)
        : model.Adapt(x, Examples.FromTensor(y), from: from);
    var report = personal.Report!;
    Console.WriteLine($"support loss {report.Losses[0]:0.0000} -> {report.Losses[^1]:0.0000} in {report.Elapsed.TotalMilliseconds:0.0} ms");
    Console.WriteLine(report.GuardReason);
    personal.Save(state);
    return 0;
}

static int Ask(string bundle, string state, string queries)
{
    using var model = MetaModel.Load(bundle);
    using var personal = File.Exists(state) ? model.Restore(state) : null;
    var x = Examples.FromTensor(Safetensors.Read(queries)["x"]);
    var predictions = personal?.Predict(x) ?? model.Predict(x);
    for (var example = 0; example < predictions.Count; example++)
    {
        var outputs = string.Join(" ", predictions[example].ToArray().Select(value => $"{value:0.000}"));
        Console.WriteLine(model.Manifest.Task == TaskKind.Classification ? $"{example}: class {predictions.Classes()[example]} ({outputs})" : $"{example}: {outputs}");
    }

    return 0;
}

static int Forget(string state)
{
    File.Delete(state);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("usage: personaliser learn|ask BUNDLE STATE FILE | personaliser forget STATE");
    return 2;
}
