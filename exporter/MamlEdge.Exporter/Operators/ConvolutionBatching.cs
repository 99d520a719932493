using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Batching rules of the three convolution operators. With one weight for all tasks the tasks join the examples; weights that differ
/// make a grouped convolution, one group of channels for each task, whose number must therefore be known.
/// </summary>
internal static class ConvolutionBatching
{
    public static Value Forward(BatchingContext b)
    {
        if (!b.Mapped.Skip(1).Any(m => m)) return Batching.Examples(b);
        if (b.Inputs.Count > 2)
        {
            var bias = b.Inputs[2].Reshape(new Shape([.. b.Mapped[2] ? [b.Tasks, 1] : Array.Empty<Dim>(), b.Inputs[2].Shape[-1], .. Enumerable.Repeat((Dim)1, b.ShapeOf(0).Rank - 2)]));
            var bare = b with { Inputs = [b.Inputs[0], b.Inputs[1]], Mapped = [b.Mapped[0], b.Mapped[1]] };
            return (bare.Mapped.Any(m => m) ? Forward(bare) : bare.Inputs[0].Convolve(bare.Inputs[1], b.Attributes)) + bias;
        }

        return b.Stretched(0).InChannels().Convolve(b.Inputs[1].Folded(), Grouped(b)).FromChannels(b.Tasks);
    }

    public static Value Input(BatchingContext b)
    {
        if (!b.Mapped[1]) return Batching.Examples(b);
        var x = b.Attributes.Shape("shape");
        return Convolution.Input(b.Stretched(0).InChannels(), b.Inputs[1].Folded(), x.With(1, x[1] * b.Tasks), Grouped(b)).FromChannels(b.Tasks);
    }

    public static Value Weight(BatchingContext b)
    {
        var w = b.Attributes.Shape("shape");
        return b.Graph.Add(
            Convolution.ConvWeight,
            [b.Stretched(0).InChannels(), b.Stretched(1).InChannels()],
            Grouped(b).With("shape", w.With(0, w[0] * b.Tasks))).Unfolded(b.Tasks);
    }

    private static Attributes Grouped(BatchingContext b) => b.Tasks.IsKnown
        ? b.Attributes.With("group", b.Attributes.Int("group", 1) * b.Tasks.Known)
        : throw b.Error($"with weights that differ between the tasks it becomes a convolution of as many groups, and their number '{b.Tasks}' is not known. Vectorize for a known number of tasks.");
}
