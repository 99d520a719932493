using FsCheck;
using FsCheck.Fluent;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Lengths as polynomials in symbols.</summary>
public class DimTests
{
    private static readonly Dictionary<string, long> Lengths = new() { ["N"] = 7, ["N1"] = 11, ["T"] = 13 };

    [Fact]
    public void Arithmetic_is_that_of_the_numbers_whatever_the_symbols_stand_for() => Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Arithmetic).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static void Arithmetic(int seed)
    {
        var random = new Random(seed);
        var (a, b) = (Any(random), Any(random));
        long Value(Dim d) => d.Evaluate(Lengths);
        Assert.Equal(Value(a) + Value(b), Value(a + b));
        Assert.Equal(Value(a) - Value(b), Value(a - b));
        Assert.Equal(Value(a) * Value(b), Value(a * b));
        Assert.Equal(a, a + b - b);
        if (b != 0) Assert.Equal(a, Dim.Divide(a * b, b));
        if (a != 0) Assert.Equal(0, Value(a) % a.Coefficient);
        Assert.Equal(a, Dim.Parse(a.ToString()));
        Assert.Equal(a * b, (a * b).Substitute(new Dictionary<string, Dim> { ["X"] = 3 }));
        Assert.Equal(Value(a), a.Substitute(Lengths.ToDictionary(l => l.Key, l => (Dim)l.Value)).Known);
    }

    [Theory]
    [InlineData("2*N + 1", "2*N + 1")]
    [InlineData("T*N*3 - N + N1 - 2", "3*N*T - N + N1 - 2")]
    [InlineData("N - N", "0")]
    [InlineData("batch-size", "batch-size")]
    [InlineData("2*", null)]
    [InlineData("", null)]
    [InlineData("N/2", "N/2")]
    [InlineData("1.5", null)]
    public void Texts_are_read(string text, string? expected) => Assert.Equal(expected, Dim.Parse(text)?.ToString());

    [Fact]
    public void A_length_is_known_has_one_symbol_or_neither()
    {
        var n = Dim.Of("N");
        Assert.Equal("N", n.Symbol);
        Assert.Null((n * 2).Symbol);
        Assert.Null((n + 1).Symbol);
        Assert.Equal(4, ((n * 8) + 12).Coefficient);
        Assert.Null(Dim.Divide(n + 1, n));
        Assert.Contains("'N + 1' must be known", Assert.Throws<ExporterException>(() => (n + 1).Known).Message);
        Assert.True((n * -2).IsNegative);
        Assert.False((n - 2).IsNegative);
        Assert.Contains("more than 64", Assert.Throws<ExporterException>(() => Enumerable.Range(0, 99).Aggregate(n, (product, _) => product * n)).Message);
        Assert.Equal("2*N", ReadOptions.ParseShape("x=2*N,4").Shape[0].ToString());
        Assert.Throws<ExporterException>(() => ReadOptions.ParseShape("x=-N,4"));
    }

    private static Dim Any(Random random) => Enumerable.Range(0, random.Next(4)).Aggregate((Dim)random.Next(-3, 4), (sum, _) =>
        sum + Enumerable.Range(0, random.Next(1, 3)).Aggregate((Dim)random.Next(-4, 5), (product, _) => product * Dim.Of(new[] { "N", "N1", "T" }[random.Next(3)])));
}
