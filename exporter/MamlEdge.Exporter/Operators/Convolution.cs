using MamlEdge.Exporter.Graphs;

namespace MamlEdge.Exporter.Operators;

/// <summary>
/// Convolution is linear in the input x and in the weight w, so the form ⟨g, conv(x, w)⟩ is linear in three arguments and
/// each derivative is one of three operators: Conv(x, w), ConvInput(g, w) and ConvWeight(x, g). Each one's two derivatives are
/// the other two. Shapes: x [N, C, spatial...], w [O, C/group, kernel...], g [N, O, positions...].
/// </summary>
public static class Convolution
{
    /// <summary>y[n,o,p] = b[o] + Σ x[n,c,p·stride - pad + k·dilation] w[o,c,k]; the bias is optional.</summary>
    public static readonly Operator Conv = new("Conv")
    {
        Opset = 11,
        Type = c =>
        {
            var (x, w) = (c.Shape(0), c.Shape(1));
            var group = c.Attributes.Int("group", 1);
            if (x.Rank < 3 || w.Rank != x.Rank) throw c.Error($"needs an input [N, C, spatial...] and a weight of the same rank.");
            if (x[1] != w[1] * group) throw c.Error($"the input has {x[1]} channels, the weight is for {w[1] * group}.");
            return new(c.Inputs[0].Type, new Shape([x[0], w[0], .. WindowsOf(c.Inputs[1], c.Attributes).Positions(c, x)]));
        },
        Kernel = ConvolutionKernels.Forward,
        Gradients = [
            (y, g) => Input(g, y.Inputs[1], y.Inputs[0].Shape, y.Attributes),
            (y, g) => Weight(y.Inputs[0], g, y.Inputs[1].Shape, y.Attributes),
            (y, g) => g.Sum([.. Enumerable.Range(0, y.Rank).Where(a => a != 1).Select(a => (long)a)])],
        Formula = "x̄ = ConvInput(g, w), w̄ = ConvWeight(x, g), b̄ = Σ g",
        Batching = ConvolutionBatching.Forward,
    };

    /// <summary>Adjoint of Conv in its input (attribute <c>shape</c>, that of the input); written as ConvTranspose.</summary>
    public static readonly Operator ConvInput = new("ConvInput")
    {
        OnnxName = "ConvTranspose",
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = ConvolutionKernels.Input,
        Gradients = [
            (y, u) => u.Convolve(y.Inputs[1], y.Attributes.Without("shape")),
            (y, u) => Weight(u, y.Inputs[0], y.Inputs[1].Shape, y.Attributes.Without("shape"))],
        Formula = "ḡ = Conv(u, w), w̄ = ConvWeight(u, g)",
        Batching = ConvolutionBatching.Input,
        Lowering = (l, v, inputs) =>
        {
            var windows = WindowsOf(v.Inputs[1], v.Attributes);
            var padding = new long[windows.Rank];
            for (var a = 0; a < padding.Length; a++)
            {
                var covered = ((v.Inputs[0].Shape[a + 2].Known - 1) * windows.Strides[a]) + windows.Extent(a) - windows.Pads[a] - windows.Pads[a + windows.Rank];
                padding[a] = v.Shape[a + 2].Known - covered;
            }

            return l.Emit("ConvTranspose", v.TypedShape, inputs, v.Attributes.Without("shape").With("output_padding", padding), 11);
        },
    };

    /// <summary>Adjoint of Conv in its weight (attribute <c>shape</c>, that of the weight).</summary>
    public static readonly Operator ConvWeight = new("ConvWeight")
    {
        OnnxName = null,
        Type = c => new(c.Inputs[0].Type, c.Attributes.Shape("shape")),
        Kernel = ConvolutionKernels.Weight,
        Gradients = [
            (y, v) => Input(y.Inputs[1], v, y.Inputs[0].Shape, y.Attributes.Without("shape")),
            (y, v) => y.Inputs[0].Convolve(v, y.Attributes.Without("shape"))],
        Formula = "x̄ = ConvInput(g, v), ḡ = Conv(x, v)",
        Batching = ConvolutionBatching.Weight,
        Lowering = (l, v, _) => l.Lower(SwappedAxes(v)),
    };

    /// <summary>Convolution with the window attributes and group of <paramref name="attributes"/>.</summary>
    public static Value Convolve(this Value x, Value w, Attributes attributes) => x.Graph.Add(Conv, [x, w], attributes);

    /// <summary>The windows of a convolution by its weight.</summary>
    public static Windows WindowsOf(Value weight, Attributes attributes) =>
        Windows.From(attributes, new Shape(weight.Shape.Skip(2)).ToLongs());

    /// <summary>Adjoint in the input.</summary>
    public static Value Input(Value g, Value w, Shape input, Attributes attributes) =>
        g.Graph.Add(ConvInput, [g, w], attributes.With("shape", input));

    private static Value Weight(Value x, Value g, Shape weight, Attributes attributes) =>
        x.Graph.Add(ConvWeight, [x, g], attributes.With("shape", weight));

    /// <summary>
    /// The weight gradient as a convolution with examples and channels exchanged: the input as [C/G, G·N, ...], the cotangent as
    /// kernel [O, N, ...], strides and dilations exchanged; what the last partial stride adds is cut off.
    /// </summary>
    private static Value SwappedAxes(Value v)
    {
        var (x, g, w) = (v.Inputs[0], v.Inputs[1], v.Attributes.Shape("shape"));
        var group = v.Attributes.Int("group", 1);
        var windows = Windows.From(v.Attributes, new Shape(w.Skip(2)).ToLongs());
        var spatial = x.Shape.Skip(2).ToArray();
        var rank = spatial.Length;
        var rest = Enumerable.Range(0, rank).ToArray();

        var input = x.Reshape(new Shape([x.Shape[0], group, w[1], .. spatial]))
            .Transpose([2, 1, 0, .. rest.Select(a => a + 3L)])
            .Reshape(new Shape([w[1], group * x.Shape[0], .. spatial]));
        var kernel = g.Transpose([1, 0, .. rest.Select(a => a + 2L)]);
        // End pads are set so that exactly the taps of the kernel come out.
        var pads = (long[])windows.Pads.Clone();
        for (var a = 0; a < rank; a++)
        {
            var span = ((g.Shape[a + 2].Known - 1) * windows.Strides[a]) + 1;
            var needed = ((windows.Kernel[a] - 1) * windows.Dilations[a]) + span;
            pads[a + rank] = needed - spatial[a].Known - pads[a];
        }

        for (var a = 0; a < rank; a++)
        {
            if (pads[a + rank] >= 0) continue;
            input = input.Slice(a + 2, 0, spatial[a].Known + pads[a + rank]);
            pads[a + rank] = 0;
        }

        var swapped = new Windows(g.Shape.Skip(2).Select(d => d.Known).ToArray(), windows.Dilations, windows.Strides, pads);
        var result = input.Convolve(kernel, swapped.ToAttributes(group));
        return result.Transpose([1, 0, .. rest.Select(a => a + 2L)]);
    }
}
