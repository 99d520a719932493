using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// The inputs and outputs of a meta-gradient graph: theta.* (and lr.*), support_x, support_y, query_x, query_y, giving
/// query_loss, meta.* (and metalr.*), and optionally query_output, the adapted model's output on the queries.
/// </summary>
internal sealed class MetaGraph
{
    public const string SupportX = "support_x", SupportY = "support_y", QueryX = "query_x", QueryY = "query_y";
    public const string QueryLoss = "query_loss", QueryOutput = "query_output";
    private const string ThetaGradientPrefix = "meta.", RateGradientPrefix = "metalr.";

    public MetaGraph(InferenceSession session)
    {
        string[] learned = [
            .. session.InputNames.Where(name => name.StartsWith(ParameterLayout.ThetaPrefix, StringComparison.Ordinal)),
            .. session.InputNames.Where(name => name.StartsWith(ParameterLayout.RatePrefix, StringComparison.Ordinal))];
        foreach (var name in new[] { SupportX, SupportY, QueryX, QueryY }) Require(session.InputNames, name, "input");
        Require(session.OutputNames, QueryLoss, "output");
        foreach (var name in learned) Require(session.OutputNames, GradientOf(name), "output");
        Layout = new ParameterLayout(learned.Select(name =>
            (name, (IReadOnlyList<long>)[.. session.InputMetadata[name].Dimensions.Select(dim => (long)dim)])));
        if (session.OutputMetadata.TryGetValue(QueryOutput, out var output))
            OutputShape = [.. output.Dimensions.Skip(1).Select(dim => (long)dim)];
    }

    public ParameterLayout Layout { get; }

    /// <summary>Shape of the model's output for one example; null where the graph has no query_output.</summary>
    public long[]? OutputShape { get; }

    /// <summary>The output that holds the gradient for a learned input.</summary>
    public static string GradientOf(string input) => input.StartsWith(ParameterLayout.RatePrefix, StringComparison.Ordinal)
        ? RateGradientPrefix + input[ParameterLayout.RatePrefix.Length..]
        : ThetaGradientPrefix + input[ParameterLayout.ThetaPrefix.Length..];

    private static void Require(IReadOnlyList<string> names, string name, string kind)
    {
        if (!names.Contains(name))
            throw new InvalidDataException($"The model is no meta-gradient graph: expected the {kind} '{name}', got {string.Join(", ", names)}.");
    }
}
