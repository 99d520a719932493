using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>The activations of recurrent layers, with their numbers alpha and beta (attributes <c>activation_alpha</c>, <c>activation_beta</c>).</summary>
internal static class RecurrentActivations
{
    private static readonly Dictionary<string, (double? Alpha, double? Beta, Func<Value, double, double, Value> Apply)> Table = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Sigmoid"] = (null, null, (x, _, _) => x.Sigmoid()),
        ["Tanh"] = (null, null, (x, _, _) => x.Tanh()),
        ["Relu"] = (null, null, (x, _, _) => x.Relu()),
        ["Softsign"] = (null, null, (x, _, _) => Activations.Softsign.Apply(x)),
        ["Softplus"] = (null, null, (x, _, _) => Elementwise.Softplus.Apply(x)),
        ["LeakyRelu"] = (0.01, null, (x, alpha, _) => x.Graph.Add(Activations.LeakyRelu, [x], new Attributes(("alpha", alpha)))),
        ["ThresholdedRelu"] = (1, null, (x, alpha, _) => x.Graph.Add(Activations.ThresholdedRelu, [x], new Attributes(("alpha", alpha)))),
        ["Elu"] = (1, null, (x, alpha, _) => x.Graph.Add(Activations.Elu, [x], new Attributes(("alpha", alpha)))),
        ["Affine"] = (1, 0, (x, alpha, beta) => (alpha * x) + beta),
        ["ScaledTanh"] = (1, 1, (x, alpha, beta) => alpha * (beta * x).Tanh()),
        ["HardSigmoid"] = (0.2, 0.5, (x, alpha, beta) => x.Graph.Add(Activations.HardSigmoid, [x], new Attributes(("alpha", alpha), ("beta", beta)))),
    };

    /// <summary>
    /// The activations of one direction. The lists of numbers hold one for each activation that takes one, in the order of the
    /// activations of all directions.
    /// </summary>
    public static Func<Value, Value>[] Of(RecurrentCell cell, Attributes a, int direction)
    {
        var count = cell.Activations.Length;
        string[] names = a.Texts("activations") ?? [.. Enumerable.Repeat(cell.Activations, direction + 1).SelectMany(n => n)];
        if (names.Length < (direction + 1) * count)
            throw new ExporterException($"{cell.Name} needs {count} activations in each direction, got {string.Join(", ", names)}.");
        var (alphas, betas) = (new Queue<double>(a.Floats("activation_alpha") ?? []), new Queue<double>(a.Floats("activation_beta") ?? []));
        var all = names.Select(name =>
        {
            var (alpha, beta, apply) = Table.TryGetValue(name, out var known) ? known
                : throw new ExporterException($"{cell.Name} activation '{name}' is unknown: {string.Join(", ", Table.Keys)} are.");
            var (p, q) = (Next(alpha, alphas), Next(beta, betas));
            return (Func<Value, Value>)(x => apply(x, p, q));
        }).ToArray();
        return all[(direction * count)..((direction + 1) * count)];
    }

    private static double Next(double? otherwise, Queue<double> given) => otherwise is not null && given.TryDequeue(out var number) ? number : otherwise ?? 0;
}
