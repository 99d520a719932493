using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// Parameters with a value of their own for each step (Antoniou et al. 2019, section 4: statistics, scales and shifts of batch normalisations):
/// <c>theta.p</c> is the one before the first step, row j of <c>step.p</c> [k, ...] the one after step j + 1.
/// </summary>
internal sealed class StepValues
{
    /// <summary>Prefix of the inputs.</summary>
    public const string Prefix = "step.";

    private readonly Dictionary<string, Value> _inputs;

    /// <summary>The values as inputs, by name of the parameter.</summary>
    public StepValues(IReadOnlyDictionary<string, Value> inputs)
    {
        _inputs = new(inputs, StringComparer.Ordinal);
    }

    /// <summary>The inputs.</summary>
    public IReadOnlyCollection<Value> Inputs => _inputs.Values;

    /// <summary>Whether a name is that of such an input.</summary>
    public static bool Has(string input) => input.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>What the parameters are after a step, moved.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="layouts">How each parameter is moved.</param>
    public IReadOnlyDictionary<string, Value> After(int step, IReadOnlyDictionary<string, ParameterLayout> layouts) => _inputs.ToDictionary(
        p => p.Key, p => layouts[p.Key].Apply(p.Value.Slice(0, step, step + 1).Reshape(new Shape(p.Value.Shape.Skip(1)))), StringComparer.Ordinal);
}
