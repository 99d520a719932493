using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Every form of every operator, and its gradients, for several tasks at once against one task after the other.</summary>
public class VectorizeFormTests
{
    private const int Tasks = 2;

    /// <summary>All but those without an input, and the one whose result has a length of its own for every task.</summary>
    public static TheoryData<string> Names => [.. FormCases.All.Where(c => c.Inputs.Any(i => i is long[]) && c.Op != "NonZero").Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_form_vectorized_computes_what_it_computes_task_by_task(string name)
    {
        var form = FormCases.All.Single(c => c.Name == name);
        var read = OnnxReader.Read(form.Model());
        var function = GradientModel.Build(read, [.. read.Inputs.Select(i => i.Name)]);
        var random = new Random(7);
        var inputs = function.Inputs.ToDictionary(i => i.Name, i => TaskFeeds.Random(i.Type, i.Shape.ToLongs(), form.Low, form.High, random));
        foreach (string[] mapped in new string[][] { [function.Inputs[0].Name], [.. inputs.Keys] })
        {
            var feeds = TaskFeeds.Of(inputs, mapped, Tasks);
            var expected = feeds.OneByOne.Select(new Interpreter(function).Run).ToArray();
            var vectorized = Vectorize.Run(function, mapped, Tasks);
            TaskFeeds.Compare(function, vectorized, expected, new Interpreter(vectorized).Run(feeds.Together), 1e-9);
            TaskFeeds.Compare(function, vectorized, expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(vectorized), "vectorized"), feeds.Together), 1e-4);
        }
    }
}
