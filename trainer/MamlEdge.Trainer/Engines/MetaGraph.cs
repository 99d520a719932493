using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Trainer.Engines;

/// <summary>
/// The inputs and outputs of a meta-gradient graph: theta.* (and step.*, and lr or lr.*), support_x, support_y, query_x, query_y, giving
/// query_loss, meta.* (and metastep.*, and metalr or metalr.*), and optionally query_output, the adapted model's output on the queries. Of one task,
/// or of several: then examples, query_loss and query_output have a leading task axis, and gradients are sums over the tasks.
/// </summary>
internal sealed class MetaGraph
{
    public const string SupportX = "support_x", SupportY = "support_y", QueryX = "query_x", QueryY = "query_y";
    public const string StepWeights = "step_weights";
    public const string QueryLoss = "query_loss", QueryOutput = "query_output";

    public MetaGraph(InferenceSession session)
    {
        string[] rates = [.. session.InputNames.Where(ParameterLayout.IsRate)];
        string[] theta = [.. session.InputNames.Where(name => name.StartsWith(ParameterLayout.ThetaPrefix, StringComparison.Ordinal))];
        foreach (var name in theta) Require(session.OutputNames, GradientOf(name), "output");
        string[] learned = [.. theta, .. session.InputNames.Where(name => name.StartsWith(ParameterLayout.StepPrefix, StringComparison.Ordinal)), .. rates];
        Differentiated = learned.Where(name => session.OutputNames.Contains(GradientOf(name))).ToHashSet();
        foreach (var name in new[] { SupportX, SupportY, QueryX, QueryY }) Require(session.InputNames, name, "input");
        Require(session.OutputNames, QueryLoss, "output");
        Layout = new ParameterLayout(learned.Select(name =>
            (name, (IReadOnlyList<long>)[.. session.InputMetadata[name].Dimensions.Select(dim => (long)dim)])));
        WeightedSteps = session.InputMetadata.TryGetValue(StepWeights, out var weights) ? weights.Dimensions[0] : 0;
        HasTaskAxis = session.OutputMetadata[QueryLoss].Dimensions.Length > 0;
        if (session.OutputMetadata.TryGetValue(QueryOutput, out var output))
            OutputShape = [.. output.Dimensions.Skip(HasTaskAxis ? 2 : 1).Select(dim => (long)dim)];
    }

    public ParameterLayout Layout { get; }

    /// <summary>The inputs with a gradient; rates that are inputs but fixed have none, and stay what they are.</summary>
    public IReadOnlySet<string> Differentiated { get; }

    /// <summary>Number of weights of query losses along the steps; 0 where only the last loss counts.</summary>
    public int WeightedSteps { get; }

    /// <summary>Whether the graph takes several tasks along a leading axis, and gives the sum of their meta-gradients.</summary>
    public bool HasTaskAxis { get; }

    /// <summary>Shape of the model's output for one example; null where the graph has no query_output.</summary>
    public long[]? OutputShape { get; }

    /// <summary>The output that holds the gradient for an input: meta.* for theta.*, metastep.* for step.*, metalr.* for lr.*.</summary>
    public static string GradientOf(string input) =>
        "meta" + (input.StartsWith(ParameterLayout.ThetaPrefix, StringComparison.Ordinal) ? input[(ParameterLayout.ThetaPrefix.Length - 1)..] : input);

    private static void Require(IReadOnlyList<string> names, string name, string kind)
    {
        if (!names.Contains(name))
            throw new InvalidDataException($"The model is no meta-gradient graph: expected the {kind} '{name}', got {string.Join(", ", names)}.");
    }
}
