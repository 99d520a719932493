using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Models;
using static MamlEdge.Exporter.Tests.HandMadeModel;

namespace MamlEdge.Exporter.Tests;

/// <summary>Made-up examples for models with lengths that are free besides the number of examples, and for those that take indices.</summary>
public class InputDomainTests
{
    [Fact]
    public void Small_lengths_are_chosen_apart_and_those_that_are_given_kept()
    {
        var model = Read(new HandMadeModel().Input("x", "N", "T", "U").Weight("w", [2], 1).Node("Mul", "x w", "y").Output("y"));
        Assert.Equal([("T", 4), ("U", 5)], Sorted(InputDomain.Of(model)));
        Assert.Equal([("T", 9), ("U", 4)], Sorted(InputDomain.Of(model, new Dictionary<string, long> { ["T"] = 9 })));
        Assert.Contains("There is no free length 'V' in 'x' [N, T, U]", Assert.Throws<ExporterException>(() => InputDomain.Of(model, new Dictionary<string, long> { ["V"] = 9 })).Message);
    }

    [Fact]
    public void A_length_has_to_run_through_the_model()
    {
        Assert.Equal([("T", 16)], Sorted(InputDomain.Of(Read(Part(10)))));
        var message = Assert.Throws<ExporterException>(() => InputDomain.Of(Read(Part(100)))).Message;
        Assert.Contains("no length of T that was tried (4, 8, 16, 32, 64) runs through the model", message);
        Assert.Contains("--length T=N", message);

        static HandMadeModel Part(long end) => new HandMadeModel().Input("x", "N", "T").Weight("w", [2], 1).Longs("start", 0).Longs("end", end).Longs("axis", 1)
            .Node("Slice", "x start end axis", "s").Node("Mul", "s w", "y").Output("y");
    }

    [Fact]
    public void Indices_stay_below_the_shortest_table_that_they_look_up()
    {
        var model = new HandMadeModel().Input("x", "N", "T").Weight("words", new float[21], 7, 3).Weight("places", new float[15], 5, 3).Longs("shape", 0, -1)
            .Node("Cast", "x", "ids", "", ("to", 7)).Node("Gather", "words ids", "a").Node("Reshape", "ids shape", "same").Node("Gather", "places same", "b").Node("Add", "a b", "y").Output("y");
        Assert.Equal(5, InputDomain.Of(Read(model)).Indices);
        Assert.Null(InputDomain.Of(Read(new HandMadeModel().Input("x", "N", 2).Weight("w", [2], 1).Node(Made("Mul", "x w", "y")).Output("y"))).Indices);
    }

    private static ForwardModel Read(HandMadeModel model) => ForwardModel.Read(model.Save());

    private static IEnumerable<(string, long)> Sorted(InputDomain domain) => domain.Lengths.OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => (l.Key, l.Value));
}
