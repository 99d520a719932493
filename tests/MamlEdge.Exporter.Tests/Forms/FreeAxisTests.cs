using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>
/// Every axis of every input of every form with a length that is known at run time only: what is not refused gives the numbers of the
/// known length, forward and to second order, by files that are written and read again as <c>grad</c> on its own output does.
/// </summary>
public class FreeAxisTests
{
    /// <summary>Without those that read a free length as one from which as much can be taken as is asked for, and that is not 1.</summary>
    public static TheoryData<string> Names => [.. FormCases.All.Where(c => c.Inputs.Any(i => i is long[] { Length: > 0 })).Select(c => c.Name).Except(["Slice 13 out of range bounds", "Squeeze 13 all"])];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_free_axis_is_refused_or_changes_no_number(string name)
    {
        var form = FormCases.All.Single(c => c.Name == name);
        var known = Second(First(OnnxReader.Read(form.Model())));
        var random = new Random(3);
        var feeds = known.Inputs.ToDictionary(i => i.Name, i => new Tensor(i.Type, i.Shape.ToLongs(), [.. Enumerable.Range(0, (int)i.Shape.Size.Known)
            .Select(_ => (double)(float)(form.Low + ((form.High - form.Low) * random.NextDouble())))]));
        var expected = new Interpreter(known).Run(feeds);
        for (var input = 0; input < form.Inputs.Length; input++)
        {
            for (var axis = 0; axis < ((form.Inputs[input] as long[])?.Length ?? 0); axis++)
            {
                if (Free(form, input, axis) is { } first) Check(Second(Again(first)), expected, feeds);
                else Assert.False(input == 0 && axis == 0 && FormCases.OverExamples.Contains(form), "The number of examples must be free.");
            }
        }
    }

    private static void Check(Function free, IReadOnlyDictionary<string, Tensor> expected, Dictionary<string, Tensor> feeds)
    {
        GradientProgram.CheckEqual(expected, new Interpreter(free).Run(feeds));
        GradientProgram.CheckEqual(expected, OnnxRun.Run(OnnxWriter.Write(Simplify.Run(free), "free"), feeds));
    }

    /// <summary>The gradients where the length of one axis is free, or null where that is refused.</summary>
    private static Function? Free(FormCase form, int input, int axis)
    {
        try
        {
            return First(OnnxReader.Read(form.Model(input, axis)));
        }
        catch (ExporterException)
        {
            return null;
        }
    }

    private static Function First(Function function) => GradientModel.Build(function, [.. function.Inputs.Select(i => i.Name)]);

    /// <summary>As a file, read again.</summary>
    private static Function Again(Function function) => OnnxReader.Read(OnnxFile.Parse(OnnxWriter.Write(function, "first"), "first"));

    /// <summary>The gradients of the gradients with respect to every input.</summary>
    private static Function Second(Function first) => GradientModel.Build(first, [.. first.Inputs.Select(i => i.Name)], prefix: "second.");
}
