using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests;

/// <summary>Ridge regression for the last layer against the solution of its normal equations.</summary>
public class RidgeHeadTests
{
    private const double Penalty = 0.5, Scale = 3;
    private static readonly ForwardModel Model = new MlpSpec(2, [6], 3) { Activation = Activation.Tanh }.Build(4);
    private static readonly InnerLoopSpec Spec = new() { Loss = LossKind.CrossEntropy, Steps = 4, Adapt = ["layer2.*"], Ridge = new(Penalty, Scale) };

    [Fact]
    public void As_many_iterations_as_examples_give_the_solution()
    {
        var adaptation = new AdaptationGraphs(Model.Function, Spec).Adaptation();
        var feeds = AdaptationFeeds.Of(adaptation, Model);
        var found = new Interpreter(adaptation).Run(feeds);
        var solution = Solved(feeds);
        for (var c = 0; c < 3; c++)
        {
            for (var j = 0; j < 6; j++) Assert.Equal(solution[c][j], found["adapted.layer2.weight"].Values[(c * 6) + j], 1e-4);
            Assert.Equal(solution[c][6], found["adapted.layer2.bias"].Values[c], 1e-4);
        }

        var onRuntime = OnnxRun.Run(OnnxWriter.Write(adaptation, "ridge"), feeds);
        Assert.All(adaptation.Outputs, o => Assert.InRange(AdaptationFeeds.Difference(found[o.Name], onRuntime[o.Name]), 0, 1e-4));
    }

    [Fact]
    public void The_meta_gradient_passes_through_the_solution_and_its_figures()
    {
        var meta = new AdaptationGraphs(Model.Function, Spec with { LearnRates = true }).MetaGradient();
        var feeds = AdaptationFeeds.Of(meta, Model);
        var pairs = meta.Outputs.Where(o => o.Name.StartsWith("meta", StringComparison.Ordinal)).Select(o => (o.Name.StartsWith("metalr", StringComparison.Ordinal) ? o.Name[4..] : "theta" + o.Name[4..], o.Name)).ToList();
        Assert.Contains(("lr.ridge.penalty", "metalr.ridge.penalty"), pairs);
        Assert.InRange(GradientCheck.Largest(meta, feeds, "query_loss", pairs, epsilon: 1e-5), 0, 1e-6);
    }

    [Fact]
    public void A_bundle_starts_from_the_figures_that_are_given_also_where_they_are_to_be_learned()
    {
        var files = BundleWriter.Files(new BundleContents { Model = Model, Inner = Spec with { LearnRates = true }, Provenance = new Provenance { Tool = "tests" } });
        var theta = Safetensors.Read(files.Single(f => f.Name == BundleFiles.Theta).Bytes, BundleFiles.Theta);
        Assert.Equal(Math.Log(Penalty), theta["lr." + RidgeHead.PenaltyName].ToDoubles()[0], 1e-6);
        Assert.Equal(Math.Log(Scale), theta["lr." + RidgeHead.ScaleName].ToDoubles()[0], 1e-6);
    }

    [Fact]
    public void A_model_that_is_not_linear_in_what_is_adapted_is_refused()
    {
        var graphs = new AdaptationGraphs(Model.Function, Spec with { Adapt = ["*"] });
        Assert.Contains("layer1", Assert.Throws<ExporterException>(() => graphs.Adaptation()).Message, StringComparison.Ordinal);
    }

    /// <summary>(ΦᵀΦ + λI) w = Φᵀ(αt - y₀) + λ·0 around the start, for each class, by elimination.</summary>
    private static double[][] Solved(Dictionary<string, Tensor> feeds)
    {
        var hidden = Model.Function.Reachable().Single(v => v.Op.Name == "Tanh");
        var named = Model.Parameters.ToDictionary(p => p.Name, p => feeds["theta." + p.Name]);
        named["x"] = feeds["support_x"];
        var results = new Interpreter(Model.Function with { Outputs = [new("h", hidden), Model.Output] }).Run(named);
        var (h, y, labels) = (results["h"].Values, results["y"].Values, feeds["support_y"].Values);
        double[] Row(int i) => [.. h.Skip(i * 6).Take(6), 1];
        return [.. Enumerable.Range(0, 3).Select(c =>
        {
            var matrix = Enumerable.Range(0, 7).Select(a => Enumerable.Range(0, 7).Select(b => (a == b ? Penalty : 0) + Enumerable.Range(0, 4).Sum(i => Row(i)[a] * Row(i)[b])).ToArray()).ToArray();
            var right = Enumerable.Range(0, 7).Select(a => Enumerable.Range(0, 4).Sum(i => Row(i)[a] * ((labels[i] == c ? Scale : 0) - y[(i * 3) + c]))).ToArray();
            var start = named["layer2.weight"].Values.Skip(c * 6).Take(6).Append(named["layer2.bias"].Values[c]);
            return Eliminated(matrix, right).Zip(start, (d, w) => w + d).ToArray();
        })];
    }

    private static double[] Eliminated(double[][] a, double[] b)
    {
        for (var k = 0; k < b.Length; k++)
        {
            for (var i = 0; i < b.Length; i++)
            {
                if (i == k) continue;
                var factor = a[i][k] / a[k][k];
                for (var j = k; j < b.Length; j++) a[i][j] -= factor * a[k][j];
                b[i] -= factor * b[k];
            }
        }

        return [.. b.Select((v, i) => v / a[i][i])];
    }
}
