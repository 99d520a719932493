using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>Which initializers of a model are parameters.</summary>
internal static class ParameterChoice
{
    /// <summary>Float initializers of rank 1 or more, without the running statistics of BatchNormalization.</summary>
    public static HashSet<Value> Default(Function function, IReadOnlyList<Value> initializers)
    {
        var running = function.Reachable().Where(v => v.Op == Normalization.BatchNormalization).SelectMany(v => v.Inputs.Skip(3)).ToHashSet();
        return [.. initializers.Where(i => i.Type.IsFloat() && i.Rank > 0 && !running.Contains(i))];
    }

    /// <summary>Initializers whose names match one of the globs.</summary>
    /// <exception cref="ExporterException">A glob matches none; the names there are are listed.</exception>
    public static HashSet<Value> Matching(IReadOnlyList<Value> initializers, IReadOnlyList<string> globs)
    {
        foreach (var glob in globs)
        {
            if (!initializers.Any(i => i.Type.IsFloat() && AdaptedNames.Matches(glob, i.Name)))
                throw new ExporterException($"No float initializer matches '{glob}'. There are: {string.Join(", ", initializers.Where(i => i.Type.IsFloat()).Select(i => i.Name))}.");
        }

        return [.. initializers.Where(i => i.Type.IsFloat() && globs.Any(g => AdaptedNames.Matches(g, i.Name)))];
    }
}
