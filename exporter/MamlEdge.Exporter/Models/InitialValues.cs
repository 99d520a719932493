namespace MamlEdge.Exporter.Models;

/// <summary>
/// Initial parameter values from a written-out generator (SplitMix64, Steele et al. 2014), so that a seed gives the same model
/// everywhere.
/// </summary>
internal sealed class InitialValues(ulong seed)
{
    private ulong _state = seed;

    /// <summary>All elements equal.</summary>
    public static Parameter Constant(string name, float value, params long[] shape)
    {
        var values = new float[Size(shape)];
        Array.Fill(values, value);
        return new Parameter(name, shape, values);
    }

    /// <summary>Uniform in ±√(6 / (fan in + fan out)) (Glorot and Bengio 2010, equation 16); weights [out, in, kernel...].</summary>
    public Parameter Glorot(string name, params long[] shape)
    {
        var taps = Size(shape[2..]);
        return Uniform(name, Math.Sqrt(6.0 / ((shape[0] + shape[1]) * taps)), shape);
    }

    /// <summary>Uniform in ±bound.</summary>
    public Parameter Uniform(string name, double bound, params long[] shape)
    {
        var values = new float[Size(shape)];
        for (var i = 0; i < values.Length; i++) values[i] = (float)(bound * ((2 * Next()) - 1));
        return new Parameter(name, shape, values);
    }

    private double Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return ((z ^ (z >> 31)) >> 11) * (1.0 / (1UL << 53));
    }

    private static int Size(long[] shape) => (int)shape.Aggregate(1L, (a, b) => a * b);
}
