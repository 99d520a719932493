using MamlEdge.Bundle;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Reports;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Cli.Verification;

/// <summary>
/// Made-up examples that fit a bundle: standard normal inputs and targets, indices where the model takes those, classes in turn. Seeded, so always the same.
/// </summary>
internal sealed class SupportSample
{
    /// <summary>Examples for a manifest.</summary>
    /// <param name="manifest">Says what the model takes.</param>
    /// <param name="count">Number of examples; null for the number that the bundle was exported for, otherwise one for each class, or 5.</param>
    /// <param name="seed">The same seed gives the same examples.</param>
    /// <param name="domain">Lengths of axes that are free besides the number of examples, and the bound of indices; by default there are none of either.</param>
    /// <exception cref="InvalidDataException">A shape has a free dimension without a length, or the bundle takes another number of examples.</exception>
    public SupportSample(Manifest manifest, int? count = null, ulong seed = 1, InputDomain? domain = null)
    {
        domain ??= new InputDomain(new Dictionary<string, long>(), null);
        if (Obstacle(manifest, domain) is { } obstacle) throw new InvalidDataException($"{char.ToUpperInvariant(obstacle[0])}{obstacle[1..]}.");
        var random = new SeededRandom(seed);
        var ways = manifest.Output.Shape.ElementAtOrDefault(1).Size ?? 2;
        var examples = manifest.Input.Shape[0].Size ?? count ?? (manifest.Loss == LossKind.CrossEntropy ? ways : 5);
        if (count is { } wanted && wanted != examples)
            throw new InvalidDataException($"The bundle was exported for exactly {Quantities.Of(examples, "example")} at a time, so it cannot take {wanted}. "
                + $"Export it with a free number: --shape '{manifest.Input.Name}=N,...'.");
        X = Draw(random, [examples, .. Sizes(manifest.Input, domain)], domain.Indices);
        if (manifest.Loss != LossKind.CrossEntropy)
        {
            Targets = Draw(random, [examples, .. Sizes(manifest.Target, domain)], manifest.Loss == LossKind.Bce ? 2 : null);
            return;
        }

        LabelShape = [examples, .. Sizes(manifest.Target, domain)];
        Labels = [.. Enumerable.Range(0, checked((int)LabelShape.Aggregate(1L, (a, b) => a * b))).Select(i => i % ways)];
    }

    /// <summary>Why no examples can be made up for a bundle; null where they can.</summary>
    public static string? Obstacle(Manifest manifest, InputDomain domain) => new[] { manifest.Input, manifest.Target }.FirstOrDefault(s => s.Shape.Skip(1).Any(d => Length(d, domain) is not > 0)) is { } free
        ? $"'{free.Name}' {free.ShapeText} has a free dimension besides the examples, so no data can be made up for it" : null;

    /// <summary>The inputs.</summary>
    public Examples X { get; }

    /// <summary>Class labels; null for a model that is no classifier.</summary>
    public long[]? Labels { get; }

    /// <summary>Targets; null for a classifier.</summary>
    public Examples? Targets { get; }

    /// <summary>Shape of the labels; empty for a model that is no classifier.</summary>
    public long[] LabelShape { get; } = [];

    /// <summary>The sample for the reference interpreter.</summary>
    public ReferenceSet Reference => Labels is { } labels
        ? new(X.Values.ToArray(), X.Shape.ToArray(), Array.ConvertAll(labels, l => (double)l), LabelShape)
        : new(X.Values.ToArray(), X.Shape.ToArray(), Array.ConvertAll(Targets!.Value.Values.ToArray(), t => (double)t), Targets.Value.Shape.ToArray());

    /// <summary>Adapts a model to the sample, from a state or from the meta-learned weights.</summary>
    public PersonalModel Adapt(MetaModel model, AdaptOptions options, PersonalState? from = null) => Labels is { } labels
        ? model.Adapt(X, labels, options, from)
        : model.Adapt(X, Targets!.Value, options, from);

    /// <summary>The sample for an engine; labels must be one an example.</summary>
    public ExampleSet ToSet()
    {
        var set = new ExampleSet((int)X.Count, X.Shape[1..].ToArray(), Labels is null ? TargetKind.Values : TargetKind.Classes, Targets is { } targets ? targets.Shape[1..].ToArray() : []);
        X.Values.Span.CopyTo(set.Inputs);
        Labels?.CopyTo(set.Labels, 0);
        if (Targets is { } values) values.Values.Span.CopyTo(set.Values);
        return set;
    }

    /// <summary>Numbers of a standard normal distribution, or whole ones from 0 to below a bound.</summary>
    private static Examples Draw(SeededRandom random, long[] shape, long? below)
    {
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (var i = 0; i < values.Length; i++)
            values[i] = below is { } bound ? random.Below((int)Math.Min(bound, int.MaxValue)) : (float)random.Normal();
        return new Examples(values, shape);
    }

    private static IEnumerable<long> Sizes(TensorSpec spec, InputDomain domain) => spec.Shape.Skip(1).Select(d => Length(d, domain)!.Value);

    /// <summary>The length of an axis; null where a symbol of it has none.</summary>
    private static long? Length(Dimension dimension, InputDomain domain) => dimension.Size is { } size ? size
        : Dim.Parse(dimension.Symbol!) is { } length && length.Symbols.All(domain.Lengths.ContainsKey) ? length.Evaluate(domain.Lengths) : null;
}
