using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>Says which option fixes a length that an operator would have to know.</summary>
internal static class ShapeHint
{
    /// <summary>A sentence about the free lengths of inputs, or nothing where they are all known.</summary>
    public static string Hint(IEnumerable<Value?> inputs, ReadingScope scope)
    {
        var symbols = inputs.OfType<Value>().Where(i => i.HasShape).SelectMany(i => i.Shape).SelectMany(d => d.Symbols).Distinct().ToList();
        var sources = symbols.Where(scope.Graph.Symbols.ContainsKey).Select(s => scope.Graph.Symbols[s].Value).Where(v => v.Op == Leaves.Input).Distinct().ToList();
        if (sources.Count == 0) return "";
        var options = sources.Select(v => $"--shape '{v.Name}={string.Join(",", v.Shape.Select((d, axis) => IsToGive(v, axis) ? "<number>" : d.ToString()))}'");
        return $" Free lengths here: {string.Join(", ", symbols)}; where one must be known, give it as a number in the place of its name, and lengths that agree one name: {string.Join(" ", options)}.";

        // The first axis counts examples: it stays free unless it is all that is free here.
        bool IsToGive(Value input, int axis) =>
            symbols.Intersect(input.Shape[axis].Symbols).Any() && (axis > 0 || !symbols.Intersect(input.Shape.Skip(1).SelectMany(d => d.Symbols)).Any());
    }
}
