namespace MamlEdge.Exporter.Operators;

/// <summary>How Resize samples one axis: which elements of the input each element of the result is made of.</summary>
/// <param name="Node">The node, for its attributes.</param>
/// <param name="Length">Length of the axis before.</param>
/// <param name="Target">Length of the axis after.</param>
/// <param name="Scale">Elements after for each element before; not always Target / Length.</param>
/// <param name="Start">Begin of the crop as a part of the axis.</param>
/// <param name="End">End of the crop.</param>
internal sealed record ResizeAxis(OnnxNode Node, long Length, long Target, double Scale, double Start, double End)
{
    private readonly bool _isUpsample = Node.Type == "Upsample";

    /// <summary>Whether element <paramref name="i"/> is sampled from within the input; only crops reach outside.</summary>
    public bool IsInside(int i) =>
        Node.Attributes.Text("coordinate_transformation_mode") != "tf_crop_and_resize" || (Position(i) >= 0 && Position(i) <= Length - 1);

    /// <summary>The nearest element of each.</summary>
    public long[] Nearest() => [.. Enumerable.Range(0, (int)Target).Select(i => Math.Clamp(NearestPlace(i), 0, Length - 1))];

    /// <summary>Weights [Target, Length] of linear or cubic interpolation; each row sums to 1.</summary>
    public double[] Matrix()
    {
        var matrix = new double[Target * Length];
        for (var i = 0; i < Target; i++)
        {
            var taps = Taps(i).Where(t => !ExcludesOutside || (t.At >= 0 && t.At < Length)).ToList();
            var total = taps.Sum(t => t.Weight);
            foreach (var (at, weight) in taps) matrix[(i * Length) + Math.Clamp(at, 0, Length - 1)] += weight / total;
        }

        return matrix;
    }

    /// <summary>Whether places outside the input count nothing, instead of as the element at that end.</summary>
    public bool ExcludesOutside => Node.Attributes.Int("exclude_outside") != 0;

    /// <summary>The place that the nearest element of one has, whether or not it lies in the input.</summary>
    public long NearestPlace(int i) => Rounded(Position(i));

    /// <summary>The places that an element is made of by linear or cubic interpolation, whether or not they lie in the input.</summary>
    public IEnumerable<(long At, double Weight)> Taps(int i)
    {
        var (filter, radius) = Filter();
        // Where the result is smaller, antialiasing stretches the filter over all that an element stands for.
        var stretch = Node.Attributes.Int("antialias") != 0 ? Math.Min(Scale, 1) : 1;
        var p = Position(i);
        for (var at = (long)Math.Ceiling(p - (radius / stretch)); at <= p + (radius / stretch); at++) yield return (at, filter(Math.Abs(at - p) * stretch));
    }

    private double Position(int i) =>
        (_isUpsample ? "asymmetric" : Node.Attributes.Text("coordinate_transformation_mode", "half_pixel")) switch
        {
            "asymmetric" => i / Scale,
            "half_pixel" => ((i + 0.5) / Scale) - 0.5,
            "half_pixel_symmetric" => (Length / 2.0 * (1 - (Target / (Scale * Length)))) + ((i + 0.5) / Scale) - 0.5,
            "pytorch_half_pixel" => Target > 1 ? ((i + 0.5) / Scale) - 0.5 : 0,
            "tf_half_pixel_for_nn" => (i + 0.5) / Scale,
            "align_corners" => Target > 1 ? i * (Length - 1.0) / (Target - 1.0) : 0,
            "tf_crop_and_resize" => (Length - 1) * (Target > 1 ? Start + (i * (End - Start) / (Target - 1)) : (Start + End) / 2),
            var mode => throw Node.Error($"coordinate_transformation_mode '{mode}' is unknown"),
        };

    private long Rounded(double p) => (_isUpsample ? "floor" : Node.Attributes.Text("nearest_mode", "round_prefer_floor")) switch
    {
        "floor" => (long)Math.Floor(p),
        "ceil" => (long)Math.Ceiling(p),
        "round_prefer_floor" => (long)Math.Ceiling(p - 0.5),
        "round_prefer_ceil" => (long)Math.Floor(p + 0.5),
        var mode => throw Node.Error($"nearest_mode '{mode}' is unknown: floor, ceil, round_prefer_floor and round_prefer_ceil are"),
    };

    /// <summary>The weight of an element by its distance, and the distance from which on it is 0.</summary>
    private (Func<double, double> Weight, double Radius) Filter()
    {
        var a = Node.Attributes.Float("cubic_coeff_a", -0.75);
        return Node.Attributes.Text("mode") switch
        {
            "linear" => (d => Math.Max(1 - d, 0), 1),
            // Keys 1981: cubic convolution.
            "cubic" => (d => d < 1 ? (((((a + 2) * d) - (a + 3)) * d) * d) + 1 : d < 2 ? (((((a * d) - (5 * a)) * d) + (8 * a)) * d) - (4 * a) : 0, 2),
            var mode => throw Node.Error($"mode '{mode}' is unknown: nearest, linear and cubic are"),
        };
    }
}
