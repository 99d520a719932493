using FsCheck;
using FsCheck.Fluent;
using MamlEdge.Exporter.Adaptation;

namespace MamlEdge.Exporter.Tests;

/// <summary>Properties of the transforms on random programs; FsCheck prints the seed of a counterexample.</summary>
public class ProgramPropertyTests
{
    [Fact]
    public void Simplifying_changes_no_result() => Check(300, seed =>
    {
        var (function, inputs) = WithGradients(seed);
        var simplified = Simplify.Run(function);
        var (before, after) = (new Interpreter(function).Run(inputs), new Interpreter(simplified).Run(inputs));
        foreach (var output in function.Outputs) Close(before[output.Name], after[output.Name]);
    });

    [Fact]
    public void Gradients_of_random_programs_equal_central_differences() => Check(300, seed =>
    {
        var (function, inputs) = WithGradients(seed);
        var error = GradientCheck.Largest(function, inputs, "f", [.. inputs.Keys.Select(x => (x, "g." + x))], directions: 2);
        Assert.True(error < 1e-6 || Flat(function, inputs), $"relative error {error}");
    });

    [Fact]
    public void Simplifying_twice_is_simplifying_once() => Check(100, seed =>
    {
        var once = Simplify.Algebra(WithGradients(seed).Function);
        Assert.Equal(once.Reachable().Count, Simplify.Algebra(once).Reachable().Count);
    });

    private static (Function Function, Dictionary<string, Tensor> Inputs) WithGradients(int seed)
    {
        var (function, inputs) = RandomPrograms.Make(seed);
        var gradients = Gradient.Of(function.Result("f"), function.Inputs);
        return (function with { Outputs = [.. function.Outputs, .. function.Inputs.Select((x, i) => new Output("g." + x.Name, gradients[i]))] }, inputs);
    }

    /// <summary>Whether all gradients vanish, so that only rounding is left to compare.</summary>
    private static bool Flat(Function function, Dictionary<string, Tensor> inputs)
    {
        var results = new Interpreter(function).Run(inputs);
        return inputs.Keys.All(x => results["g." + x].Values.All(v => Math.Abs(v) < 1e-5));
    }

    private static void Close(Tensor a, Tensor b)
    {
        Assert.Equal(a.Dims, b.Dims);
        var scale = Math.Max(1e-3, a.Values.Select(Math.Abs).DefaultIfEmpty().Max());
        Assert.All(a.Values.Zip(b.Values), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-9 * scale));
    }

    private static void Check(int tests, Action<int> property) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(20261121, 7));
}
