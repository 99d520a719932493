using System.Runtime.CompilerServices;

namespace MamlEdge.Exporter.Graphs;

/// <summary>
/// The branch or body of a control flow operator, as an attribute: a function in a graph of its own. Its last inputs are values from
/// around it, which the application has as inputs of its own after those of the operator, in the order of its attributes: so what a
/// body uses stays alive, is rewritten with the rest, and is seen by the gradient. Two subgraphs are equal where they are the same.
/// </summary>
/// <param name="Body">What it computes.</param>
/// <param name="Captures">How many of its inputs, the last ones, come from around it.</param>
public sealed record Subgraph(Function Body, int Captures)
{
    /// <summary>How many values from around them all the subgraphs of an application use.</summary>
    public static int CapturesOf(Attributes attributes) => attributes.Entries.Values.OfType<Subgraph>().Sum(s => s.Captures);

    /// <inheritdoc/>
    public bool Equals(Subgraph? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    public override string ToString() => $"graph#{GetHashCode():x}";
}
