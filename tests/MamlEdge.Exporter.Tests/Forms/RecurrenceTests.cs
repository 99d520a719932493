using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Onnx;

namespace MamlEdge.Exporter.Tests.Forms;

/// <summary>Recurrent layers as models hold them: free batch, written as the node they were, gradients that grow linearly with the steps.</summary>
public class RecurrenceTests
{
    [Fact]
    public void The_forward_model_keeps_the_node()
    {
        var operators = OnnxFacts.Of(OnnxWriter.Write(Read(Model("T", "S")), "forward"), "forward").Operators.ToDictionary();
        Assert.Equal(1, operators["LSTM"]);
        Assert.DoesNotContain("Sigmoid", operators.Keys);
    }

    [Fact]
    public void A_free_batch_is_differentiated_and_a_free_sequence_refused_with_the_way_out()
    {
        Assert.NotEmpty(GradientModel.Build(Read(Model(4, "S")), ["w", "x"]).Outputs);
        var message = Assert.Throws<ExporterException>(() => GradientModel.Build(Read(Model("T", "S")), ["w"])).Message;
        Assert.Contains("LSTM 'y_node': the sequence length 'T'", message);
        Assert.Contains("fixed sequence length", message);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_refused()
    {
        var model = new HandMadeModel().Input("x", 4, 2, 3).Weight("w", new float[12], 1, 4, 3).Weight("r", new float[8], 1, 8, 1)
            .Node("LSTM", "x w r", "y", "", ("hidden_size", 1)).Output("y", 4, 1, 2, 1).Bytes();
        Assert.Contains("R should be [1, 4, 1], got [1, 8, 1]", Assert.Throws<ExporterException>(() => Read(model)).Message);
    }

    [Fact]
    public void Lengths_of_sequences_must_be_constant_and_one_for_each_example()
    {
        Assert.Contains("sequence_lens must be constant, it is computed by Cast", Error(Lengths(2).Node("Cast", "n", "lens", "", ("to", 6)).Input("n", 2)));
        Assert.Contains("sequence_lens gives 2 lengths for a batch of 'S'", Error(Lengths("S").Node("Cast", "longs", "lens", "", ("to", 6)).Longs("longs", 3, 4)));
        // As long as the input: there is nothing to mask.
        Assert.NotEmpty(GradientModel.Build(Read(Lengths("S").Node("Cast", "longs", "lens", "", ("to", 6)).Longs("longs", 4, 4).Bytes()), ["w"]).Outputs);

        static HandMadeModel Lengths(object batch) => new HandMadeModel().Input("x", 4, batch, 3)
            .Weight("w", new float[24], 1, 8, 3).Weight("r", new float[16], 1, 8, 2).Weight("b", new float[16], 1, 16).Node("LSTM", "x w r b lens", "y", "", ("hidden_size", 2)).Output("y", 4, 1, batch, 2);
        static string Error(HandMadeModel model) => Assert.Throws<ExporterException>(() => GradientModel.Build(Read(model.Bytes()), ["w"])).Message;
    }

    [Fact]
    public void Nodes_of_the_gradient_grow_linearly_with_the_steps()
    {
        var counts = new[] { 4, 8, 12 }.Select(steps => OnnxFacts.Of(OnnxWriter.Write(Simplify.Run(GradientModel.Build(Read(Model(steps, 2)), ["w", "r", "x"])), "g"), "g").Operators.ToDictionary()).ToArray();
        // Only the first step pads, because its forget gate meets no state; elsewhere the parts of a sliced value are joined.
        Assert.All(counts, c => Assert.Equal(1, c["Pad"]));
        Assert.Equal(counts[1].Values.Sum() - counts[0].Values.Sum(), counts[2].Values.Sum() - counts[1].Values.Sum());
    }

    private static Function Read(byte[] model) => OnnxReader.Read(OnnxFile.Parse(model, "model"));

    private static byte[] Model(object steps, object batch) => new HandMadeModel().Input("x", steps, batch, 3)
        .Weight("w", new float[24], 1, 8, 3).Weight("r", new float[16], 1, 8, 2).Node("LSTM", "x w r", "y", "", ("hidden_size", 2)).Output("y", steps, 1, batch, 2).Bytes();
}
