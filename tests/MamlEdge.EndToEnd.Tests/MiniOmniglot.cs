using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.EndToEnd.Tests;

/// <summary>A data set in the layout of Omniglot, small and made up: each character is a few strokes, each drawing wobbles.</summary>
internal static class MiniOmniglot
{
    private const int Side = 35;

    /// <summary>Writes characters with 20 drawings each into <c>images_background</c> and <c>images_evaluation</c>.</summary>
    public static string Write(string folder, int characters)
    {
        var random = new SeededRandom(5);
        for (var c = 0; c < characters; c++)
        {
            var strokes = Enumerable.Range(0, 3).Select(_ => (random.Below(Side - 10) + 5, random.Below(Side - 10) + 5, random.Below(2) == 0)).ToArray();
            var part = c % 2 == 0 ? "images_background" : "images_evaluation";
            var character = Path.Combine(folder, part, "Alphabet", $"character{c / 2 + 1:00}");
            Directory.CreateDirectory(character);
            for (var drawing = 1; drawing <= 20; drawing++)
                Draw(Path.Combine(character, $"{c:0000}_{drawing:00}.png"), strokes, random);
        }

        return folder;
    }

    /// <summary>Writes one folder of images for each class, as <c>adapt</c> takes them.</summary>
    public static string WriteClasses(string folder, string data, int classes, int images, int skip = 0)
    {
        foreach (var character in Directory.GetDirectories(Path.Combine(data, "images_evaluation", "Alphabet")).Order(StringComparer.Ordinal).Take(classes))
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, Path.GetFileName(character))).FullName;
            foreach (var image in Directory.GetFiles(character).Order(StringComparer.Ordinal).Skip(skip).Take(images))
                File.Copy(image, Path.Combine(target, Path.GetFileName(image)));
        }

        return folder;
    }

    private static void Draw(string path, (int X, int Y, bool Across)[] strokes, SeededRandom random)
    {
        var pixels = new byte[Side * Side];
        Array.Fill(pixels, byte.MaxValue);
        foreach (var (x, y, across) in strokes)
        {
            var (dx, dy) = (random.Below(3) - 1, random.Below(3) - 1);
            for (var i = -4; i <= 4; i++)
                pixels[(y + dy + (across ? 0 : i)) * Side + x + dx + (across ? i : 0)] = 0;
        }

        var address = new RasterImage(Side, Side, pixels).ToDataAddress();
        File.WriteAllBytes(path, Convert.FromBase64String(address[(address.IndexOf(',', StringComparison.Ordinal) + 1)..]));
    }
}
