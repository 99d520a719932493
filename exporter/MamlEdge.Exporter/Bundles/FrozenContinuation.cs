using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>
/// <c>continue.onnx</c> of a model with large convolutions that nothing adapts: their weights are constants, as in <c>adapt.onnx</c>, so that they run in
/// blocked layout. The inputs for them are there as in every bundle, and are not used.
/// </summary>
internal static class FrozenContinuation
{
    private const string Constant = "constant.";

    /// <summary>The graph.</summary>
    /// <param name="adaptation">The k steps, with all parameters as inputs.</param>
    /// <param name="personal">Parameters that an adaptation gives.</param>
    /// <param name="places">Where parameters and figures lie.</param>
    public static byte[] Write(Function adaptation, IReadOnlyList<string> personal, IReadOnlyDictionary<string, ExternalTensor> places)
    {
        var rewriter = new Rewriter(new Graph());
        var (inputs, external) = (new List<Value>(), new Dictionary<string, ExternalTensor>(StringComparer.Ordinal));
        foreach (var input in adaptation.Inputs)
        {
            var own = NewInput(input.Name, input);
            var parameter = input.Name.StartsWith(AdaptationInputs.Theta, StringComparison.Ordinal) ? input.Name[AdaptationInputs.Theta.Length..] : null;
            if (parameter is null && places.TryGetValue(input.Name, out var figure)) external[input.Name] = figure;
            if (parameter is null || personal.Contains(parameter)) rewriter.Replace(input, own);
            else
            {
                external[Constant + parameter] = places[parameter];
                rewriter.Replace(input, NewInput(Constant + parameter, input));
            }
        }

        return OnnxWriter.Write(rewriter.Copy(adaptation) with { Inputs = inputs }, "continue", external);

        Value NewInput(string name, Value like)
        {
            inputs.Add(Leaves.NewInput(rewriter.Target, name, like.Type, like.Shape));
            return inputs[^1];
        }
    }
}
