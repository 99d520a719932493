using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace MamlEdge.Exporter.Tests;

/// <summary>
/// Properties of the transforms on random programs. Each run takes a fresh seed and prints it; <c>MAMLEDGE_SEED</c> repeats a run,
/// <c>MAMLEDGE_PROGRAM</c> a single program of it, <c>MAMLEDGE_PROGRAMS</c> sets their number.
/// </summary>
public class ProgramPropertyTests(ITestOutputHelper output)
{
    private const int Programs = 2000;

    [Fact]
    public void Simplifying_changes_no_result() => Check(300, seed =>
    {
        var (function, inputs) = WithGradients(seed);
        var simplified = Simplify.Run(function);
        var (before, after) = (new Interpreter(function).Run(inputs), new Interpreter(simplified).Run(inputs));
        foreach (var result in function.Outputs) Close(before[result.Name], after[result.Name]);
    });

    [Fact]
    public void Gradients_of_first_and_second_order_equal_central_differences()
    {
        var (decided, undecided) = (0, 0);
        Check(Number("MAMLEDGE_PROGRAMS") ?? Programs, seed =>
        {
            var (function, inputs) = WithGradients(seed);
            var random = new Random(seed);
            foreach (var (scalar, prefix) in new[] { ("f", "g."), ("f2", "h.") })
            {
                var (verdict, finding) = DirectionalCheck.Run(function, inputs, scalar, prefix, random);
                Assert.True(verdict != DirectionalCheck.Verdict.Mismatch, $"gradient of {scalar} in program {seed}: {finding}; repeat it with MAMLEDGE_PROGRAM={seed}");
                _ = verdict == DirectionalCheck.Verdict.Equal ? decided++ : undecided++;
            }
        });
        output.WriteLine($"{decided} gradients equal the differences, {undecided} lie near a kink or are too steep for differences");
        Assert.True(undecided <= 0.1 * (decided + undecided), $"{undecided} of {decided + undecided} gradients could not be checked.");
    }

    [Fact]
    public void A_wrong_gradient_is_found()
    {
        var (function, inputs) = WithGradients(5);
        var wrong = function with { Outputs = [.. function.Outputs.Select(o => o.Name is "g.x0" or "h.x0" ? o with { Value = o.Value * 1.001 } : o)] };
        Assert.Equal(DirectionalCheck.Verdict.Equal, DirectionalCheck.Run(function, inputs, "f2", "h.", new Random(1)).Verdict);
        Assert.Equal(DirectionalCheck.Verdict.Mismatch, DirectionalCheck.Run(wrong, inputs, "f", "g.", new Random(1)).Verdict);
        Assert.Equal(DirectionalCheck.Verdict.Mismatch, DirectionalCheck.Run(wrong, inputs, "f2", "h.", new Random(1)).Verdict);
    }

    [Fact]
    public void Simplifying_twice_is_simplifying_once() => Check(100, seed =>
    {
        var once = Simplify.Algebra(WithGradients(seed).Function);
        Assert.Equal(once.Reachable().Count, Simplify.Algebra(once).Reachable().Count);
    });

    /// <summary>A program with the gradients g.* of its result f, f2 = Σ ⟨d, g⟩ for random d, and the gradients h.* of f2.</summary>
    private static (Function Function, Dictionary<string, Tensor> Inputs) WithGradients(int seed)
    {
        var (made, inputs) = RandomPrograms.Make(seed);
        var function = Composites.Expand(made);
        var random = new Random(seed);
        var first = Gradient.Of(function.Result("f"), function.Inputs);
        var f2 = first.Select(g => (g * g.Graph.NewConstant(new Tensor(g.Type, g.Shape.ToLongs(), [.. Enumerable.Range(0, (int)g.Shape.Size.Known).Select(_ => (2 * random.NextDouble()) - 1)]))).Sum())
            .Aggregate((a, b) => a + b);
        var second = Gradient.Of(f2, function.Inputs);
        return (function with
        {
            Outputs = [
                .. function.Outputs, new("f2", f2), .. function.Inputs.Select((x, i) => new Output("g." + x.Name, first[i])), .. function.Inputs.Select((x, i) => new Output("h." + x.Name, second[i]))],
        }, inputs);
    }

    private static void Close(Tensor a, Tensor b)
    {
        Assert.Equal(a.Dims, b.Dims);
        var scale = Math.Max(1e-3, a.Values.Select(Math.Abs).DefaultIfEmpty().Max());
        Assert.All(a.Values.Zip(b.Values), p => Assert.InRange(Math.Abs(p.First - p.Second), 0, 1e-9 * scale));
    }

    private void Check(int tests, Action<int> property)
    {
        if (Number("MAMLEDGE_PROGRAM") is { } single)
        {
            property(single);
            return;
        }

        var seed = (ulong)(Number("MAMLEDGE_SEED") ?? Random.Shared.Next());
        output.WriteLine($"MAMLEDGE_SEED={seed}");
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(tests).WithReplay(seed, 7));
    }

    private static int? Number(string variable) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
