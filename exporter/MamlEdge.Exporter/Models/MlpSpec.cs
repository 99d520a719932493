using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Operators;

namespace MamlEdge.Exporter.Models;

/// <summary>Activation between layers.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>Hyperbolic tangent.</summary>
    Tanh,

    /// <summary>Logistic function.</summary>
    Sigmoid,
}

/// <summary>A multilayer perceptron: x [N, inputs] -> y [N, outputs]; parameters layer1.weight [out, in], layer1.bias [out], ...</summary>
/// <param name="Inputs">Number of input features.</param>
/// <param name="Hidden">Widths of the hidden layers; none gives a linear model.</param>
/// <param name="Outputs">Number of outputs.</param>
public sealed record MlpSpec(int Inputs, IReadOnlyList<int> Hidden, int Outputs) : ModelSpec
{
    /// <summary>Activation of the hidden layers.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Shape of an input that has several axes and is flattened first; null for [inputs].</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    /// <summary>Number of context parameters, which the first layer sees beside the inputs; 0 for none.</summary>
    public int Context { get; init; }

    /// <inheritdoc/>
    public override bool IsHead(string parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.StartsWith($"layer{Hidden.Count + 1}.", StringComparison.Ordinal);
    }

    /// <inheritdoc/>
    public override ForwardModel Build(ulong seed)
    {
        if (Inputs < 1 || Context < 0 || Outputs < 1 || Hidden.Any(h => h < 1))
            throw new ExporterException($"A perceptron needs widths of at least 1, got {Inputs} -> {string.Join(" -> ", Hidden)} -> {Outputs}.");
        var builder = new ModelBuilder(seed);
        if (Axes is not null && Axes.Aggregate(1L, (a, b) => a * b) != Inputs)
            throw new ExporterException($"A perceptron of {Inputs} inputs does not take examples of [{string.Join(", ", Axes)}].");
        var x = Axes is null ? builder.Data(Inputs) : builder.Data(Axes).Reshape(new Shape(Dim.Of("N"), Inputs));
        if (Context > 0)
        {
            var context = builder.Add(InitialValues.Constant(ContextName, 0, Context));
            x = ShapingFluent.Join(1, x, context.Reshape(Shape.Of(1, Context)).Expand(new Shape(x.Shape[0], Context)));
        }

        int[] widths = [Inputs + Context, .. Hidden, Outputs];
        for (var layer = 1; layer < widths.Length; layer++)
        {
            var (from, to) = (widths[layer - 1], widths[layer]);
            using var scope = builder.Graph.Within($"layer{layer}");
            x = builder.Linear(
                x, builder.Initial.Uniform($"layer{layer}.weight", 1 / Math.Sqrt(from), to, from), builder.Initial.Uniform($"layer{layer}.bias", 1 / Math.Sqrt(from), to));
            if (layer == widths.Length - 1) break;
            x = Activation switch
            {
                Activation.Relu => x.Relu(),
                Activation.Tanh => x.Tanh(),
                _ => x.Sigmoid(),
            };
        }

        return builder.Finish($"mlp-{string.Join('-', widths)}", x);
    }
}
