namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>The table of forms: one row for each operator and family of attributes.</summary>
internal static partial class FormCases
{
    public static IReadOnlyList<FormCase> All { get; } =
        [.. Reductions(), .. Activations(), .. Arithmetic(), .. Normalizations(), .. Pools(), .. Convolutions(), .. Shapings(), .. Resizes(), .. Products(), .. Losses(), .. Recurrences(), .. Indexing(), .. Samplings()];

    /// <summary>Those whose leading axis counts examples.</summary>
    public static IReadOnlyList<FormCase> OverExamples { get; } =
        [.. Activations().Concat(Normalizations()).Concat(Pools()).Concat(Convolutions()).Concat(Resizes().Where(c => c.Inputs.Length == 3)).Where(IsOverExamples)];

    private static bool IsOverExamples(FormCase form) =>
        form.Inputs[0] is long[] { Length: > 1 } && form.Attributes.All(a => a is not ("axis", 0) and not ("coordinate_transformation_mode", "tf_crop_and_resize"));

    /// <summary>Shape of a float input.</summary>
    private static long[] X(params long[] dims) => dims;

    /// <summary>A list of integers as attribute.</summary>
    private static long[] Ints(params long[] values) => values;

    /// <summary>A vector of integers as initializer.</summary>
    private static Tensor Longs(params long[] values) => Tensor.Longs(values);

    /// <summary>A single integer as initializer.</summary>
    private static Tensor Long(long value) => Tensor.Scalar(DataType.Int64, value);

    /// <summary>A single float as initializer.</summary>
    private static Tensor Float(double value) => Tensor.Scalar(DataType.Float32, value);

    /// <summary>A vector of floats as initializer.</summary>
    private static Tensor Floats(params double[] values) => new(DataType.Float32, [values.Length], values);
}
