using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Transforms;

namespace MamlEdge.Exporter.Adaptation;

/// <summary>
/// Checks a gradient against central differences along random directions, in double precision by the reference interpreter.
/// </summary>
public static class GradientCheck
{
    /// <summary>
    /// The largest difference |⟨∇f, d⟩ - (f(p + εd) - f(p - εd)) / 2ε| over directions d, relative to the largest of these derivatives.
    /// </summary>
    /// <param name="function">A function with the scalar result <paramref name="scalar"/> and gradients of it.</param>
    /// <param name="inputs">The point p, one tensor for each input.</param>
    /// <param name="scalar">Name of the scalar result f.</param>
    /// <param name="gradients">Names of inputs and of the results that hold their gradients.</param>
    /// <param name="directions">Number of directions.</param>
    /// <param name="epsilon">Length of the step; the directions have unit length.</param>
    /// <param name="seed">Decides the directions.</param>
    public static double Largest(
        Function function,
        IReadOnlyDictionary<string, Tensor> inputs,
        string scalar,
        IReadOnlyList<(string Input, string Gradient)> gradients,
        int directions = 4,
        double epsilon = 1e-5,
        ulong seed = 0)
    {
        var interpreter = new Interpreter(function);
        var values = new Interpreter(function with { Outputs = [.. function.Outputs.Where(o => o.Name == scalar)] });
        var at = interpreter.Run(inputs);
        var (largest, scale) = (0.0, 1e-12);
        for (var n = 1; n <= directions; n++)
        {
            var direction = Direction(inputs, gradients, (seed * (ulong)directions) + (ulong)n);
            var derivative = gradients.Sum(g => at[g.Gradient].Values.Zip(direction[g.Input], (a, b) => a * b).Sum());
            var difference = (At(epsilon) - At(-epsilon)) / (2 * epsilon);
            largest = Math.Max(largest, Math.Abs(derivative - difference));
            scale = Math.Max(scale, Math.Abs(difference));

            double At(double step) => values.Run(inputs.ToDictionary(
                i => i.Key,
                i => direction.TryGetValue(i.Key, out var d) ? new Tensor(i.Value.Type, i.Value.Dims, [.. i.Value.Values.Zip(d, (v, slope) => v + (step * slope))]) : i.Value))[scalar].Values[0];
        }

        return largest / scale;
    }

    private static Dictionary<string, double[]> Direction(IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<(string Input, string Gradient)> gradients, ulong seed)
    {
        var state = seed * 0x9E3779B97F4A7C15;
        var direction = gradients.ToDictionary(g => g.Input, g => Array.ConvertAll(inputs[g.Input].Values, _ => Next()), StringComparer.Ordinal);
        var length = Math.Sqrt(direction.Values.Sum(d => d.Sum(v => v * v)));
        foreach (var values in direction.Values)
        {
            for (var i = 0; i < values.Length; i++) values[i] /= length;
        }

        return direction;

        // xorshift64* (Vigna 2016), in [-1, 1].
        double Next()
        {
            state ^= state >> 12;
            state ^= state << 25;
            state ^= state >> 27;
            return ((state * 0x2545F4914F6CDD1D) >> 11) * (2.0 / (1UL << 53)) - 1;
        }
    }
}
