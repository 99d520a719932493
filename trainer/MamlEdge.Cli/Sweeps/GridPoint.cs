using System.Globalization;

namespace MamlEdge.Cli.Sweeps;

/// <summary>One combination of the values of a grid.</summary>
/// <param name="Values">The value of each option, in the order of the axes.</param>
internal sealed record GridPoint(IReadOnlyList<(string Option, string Value)> Values)
{
    private const string Seed = "seed";

    /// <summary>What its run folder is called: <c>inner-lr=0.1+steps=3</c>.</summary>
    public string Name => string.Join('+', Values.Select(v => $"{v.Option}={v.Value.Replace('/', '_')}"));

    /// <summary>Its part of a command line.</summary>
    public IEnumerable<string> Arguments => Values.SelectMany(v => new[] { "--" + v.Option, v.Value });

    /// <summary>The same combination once for each training seed; itself where none are given.</summary>
    public IReadOnlyList<GridPoint> WithSeeds(IReadOnlyCollection<ulong> seeds) =>
        seeds.Count == 0 ? [this] : [.. seeds.Select(seed => new GridPoint([.. Values, (Seed, seed.ToString(CultureInfo.InvariantCulture))]))];

    /// <summary>All combinations, the last axis the fastest.</summary>
    public static IReadOnlyList<GridPoint> All(IEnumerable<GridAxis> axes) => [.. axes.Aggregate(
        (IEnumerable<GridPoint>)[new GridPoint([])],
        (points, axis) => points.SelectMany(point => axis.Values.Select(value => new GridPoint([.. point.Values, (axis.Option, value)]))))];
}
