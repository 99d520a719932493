using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Selection by values and lengths, beyond what the node alone shows.</summary>
public class SelectionTests
{
    [Fact]
    public void A_node_whose_second_output_nothing_uses_is_written_with_both()
    {
        var model = new HandMadeModel().Input("x", 2, 3).Longs("k", 2).Node("TopK", "x k", "y places").Output("y", 2, 2).Bytes();
        var x = new Dictionary<string, Tensor> { ["x"] = new(DataType.Float32, [2, 3], [1, 3, 2, 6, 4, 5]) };
        Assert.Equal([3, 2, 6, 5], OnnxRun.Run(OnnxWriter.Write(Read(model), "written"), x)["y"].Values);
    }

    [Fact]
    public void More_elements_than_there_are_and_a_free_sequence_are_refused()
    {
        Assert.Contains("4 elements are asked of axis 1 of length 3", Error(new HandMadeModel().Input("x", 2, 3).Longs("k", 4).Node("TopK", "x k", "y places").Output("y", 2, 4)));
        Assert.Contains("ReverseSequence 'y_node': the sequence length 'T'", Error(new HandMadeModel().Input("x", "T", 2).Longs("n", 1, 1).Node("ReverseSequence", "x n", "y").Output("y", "T", 2)));
        Assert.Contains("GridSample 'y_node': the spatial axes", Error(new HandMadeModel().Input("x", 1, 1, "H", 2).Input("grid", 1, 2, 2, 2).Node("GridSample", "x grid", "y").Output("y", 1, 1, 2, 2)));
    }

    [Fact]
    public void A_condition_known_at_run_time_is_carried_through_until_a_gradient_has_to_pass()
    {
        var model = new HandMadeModel().Input("x", 3).Input("n", 3).Node("Cast", "n", "c", "", ("to", 9)).Node("Compress", "x c", "y").Output("y", "M").Bytes();
        Assert.NotEmpty(Read(model).Outputs);
        Assert.Contains("Compress 'y_node' has no gradient rule", Assert.Throws<ExporterException>(() => GradientModel.Build(Read(model), ["x"])).Message);
    }

    private static Function Read(byte[] model) => OnnxReader.Read(OnnxFile.Parse(model, "model"));

    private static string Error(HandMadeModel model) => Assert.Throws<ExporterException>(() => GradientModel.Build(Read(model.Bytes()), ["x"])).Message;
}
