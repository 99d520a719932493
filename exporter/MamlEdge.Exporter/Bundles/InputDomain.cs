using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Operators;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Bundles;

/// <summary>What examples may look like that are made up to check a model.</summary>
/// <param name="Lengths">A length for each symbol in the shape of x besides the number of examples.</param>
/// <param name="Indices">Where x holds indices: all are from 0 to below this. Null where it holds numbers.</param>
public sealed record InputDomain(IReadOnlyDictionary<string, long> Lengths, long? Indices)
{
    /// <summary>Where lengths begin that are tried: distinct ones first, so that axes that are mixed up show, then the same for all.</summary>
    private static readonly long[] Tried = [4, 8, 16, 32, 64];

    /// <summary>Operators that hand elements on as they are, of any of their inputs.</summary>
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "Cast", "Reshape", "Transpose", "Expand", "Slice", "SliceTo", "Concat", "Tile", "Where" };

    /// <summary>The domain of a model's x.</summary>
    /// <param name="model">The model.</param>
    /// <param name="given">Lengths that are not to be chosen here.</param>
    /// <exception cref="ExporterException">No length that is tried runs through the model.</exception>
    public static InputDomain Of(ForwardModel model, IReadOnlyDictionary<string, long>? given = null)
    {
        given ??= new Dictionary<string, long>();
        var free = model.Input.Shape.Skip(1).SelectMany(d => d.Symbols).Except(model.Input.Shape[0].Symbols).Distinct().ToList();
        if (given.Keys.FirstOrDefault(s => !free.Contains(s)) is { } surplus)
            throw new ExporterException($"There is no free length '{surplus}' in '{model.Input.Name}' {model.Input.Shape} besides the number of examples.");
        var chosen = free.Where(s => !given.ContainsKey(s)).ToList();
        var indices = IndicesOf(model.Function);
        if (chosen.Count == 0) return new(given, indices);
        var refusal = "";
        foreach (var start in Tried.SelectMany(length => chosen.Count > 1 ? new[] { (length, 1), (length, 0) } : [(length, 0)]))
        {
            var lengths = given.Concat(chosen.Select((symbol, i) => KeyValuePair.Create(symbol, start.length + (i * start.Item2)))).ToDictionary(StringComparer.Ordinal);
            if (Refusal(model, lengths) is not { } reason) return new(lengths, indices);
            refusal = reason;
        }

        throw new ExporterException($"no length of {string.Join(" and ", chosen)} that was tried ({string.Join(", ", Tried)}) runs through the model ({refusal.TrimEnd('.')}). Give one that does: {string.Join(" ", chosen.Select(s => $"--length {s}=N"))}.");
    }

    /// <summary>The least length of what x is an index of, or null.</summary>
    private static long? IndicesOf(Function function)
    {
        var passed = new HashSet<Value> { function.Inputs[0] };
        var bounds = new List<long>();
        foreach (var value in function.Reachable())
        {
            var isGather = value.Op == Indexing.Gather || value.Op == Indexing.GatherElements;
            if (isGather && passed.Contains(value.Inputs[1]) && value.Inputs[0].Shape[(int)value.Attributes.Int("axis")] is { IsKnown: true } length) bounds.Add(length.Known);
            if (isGather ? passed.Contains(value.Inputs[0]) : Passing.Contains(value.Op.Name) && value.Inputs.Any(passed.Contains)) passed.Add(value);
        }

        return bounds.Count == 0 ? null : bounds.Min();
    }

    /// <summary>Why two examples of these lengths cannot be computed, or null.</summary>
    private static string? Refusal(ForwardModel model, Dictionary<string, long> lengths)
    {
        try
        {
            var x = model.Input.Shape.Select((d, axis) => axis > 0 ? d.Evaluate(lengths) : d.IsKnown ? d.Known : 2).ToArray();
            if (x.Any(length => length < 1)) return $"'{model.Input.Name}' would be [{string.Join(", ", x)}]";
            var feeds = model.Parameters.ToDictionary(p => p.Name, p => new Tensor(DataType.Float32, p.Shape, Array.ConvertAll(p.Values, v => (double)v)), StringComparer.Ordinal);
            feeds[model.Input.Name] = new Tensor(model.Input.Type, x, new double[Tensor.Count(x)]);
            var y = new Interpreter(model.Function).Run(feeds)[model.Output.Name];
            return y.Values.Length > 0 ? null : $"'{model.Output.Name}' would be [{string.Join(", ", y.Dims)}]";
        }
        catch (Exception e) when (e is ExporterException || Misfit.Is(e))
        {
            return e.Message;
        }
    }
}
