using MamlEdge.Bundle;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Torch.Tests;

/// <summary>Sources with stored examples, small ones without files.</summary>
internal static class StoredTasks
{
    private const int Classes = 9, PerClass = 12;

    /// <summary>Images of noise.</summary>
    /// <param name="channels">Channels.</param>
    /// <param name="side">Pixels of a side.</param>
    /// <param name="values">How many different values pixels have.</param>
    /// <param name="options">How they are turned and moved.</param>
    public static ImageTasks Images(int channels, int side, int values, ImageOptions options)
    {
        var (random, pixels) = (new SeededRandom(3), new float[Classes * PerClass * channels * side * side]);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (float)(random.Below(values) / (values - 1.0));
        ImageClass[] classes = [.. Enumerable.Range(0, Classes).Select(c => new ImageClass($"class {c}", c * PerClass, PerClass))];
        var splits = new Dictionary<Split, int[]> { [Split.Train] = [0, 1, 2, 3, 4], [Split.Validation] = [5, 6, 7, 8], [Split.Test] = [5, 6, 7, 8] };
        return new ImageTasks("noise", new StoredImages([channels, side, side], pixels, classes), splits, options, preprocessing: null);
    }

    /// <summary>People with numbers to predict, as a table has them.</summary>
    public static GroupedTasks Table()
    {
        var random = new SeededRandom(4);
        float[][] inputs = [.. Enumerable.Range(0, 60).Select(_ => new[] { (float)random.Normal() })];
        TaskGroup[] people = [.. Enumerable.Range(0, 6).Select(person => new TaskGroup($"person {person}", [[[.. Enumerable.Range(person * 10, 10)]]]))];
        var splits = new Dictionary<Split, int[]> { [Split.Train] = [0, 1, 2, 3], [Split.Validation] = [4], [Split.Test] = [5] };
        return new GroupedTasks("people", [1], inputs, [.. inputs.Select(x => (2 * x[0]) + 1)], labels: null, people, splits, new Preprocessing { Kind = "features" });
    }
}
