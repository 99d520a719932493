using System.IO.Compression;
using MamlEdge.Trainer.Tests.Images;

namespace MamlEdge.Trainer.Tests.Tasks;

/// <summary>A tiny data set in Omniglot's layout: image i of character c has its first i + 1 pixels of row c inked.</summary>
internal static class OmniglotFolder
{
    public static void Write(string folder, int characters, int images, string set = "background")
    {
        for (var c = 0; c < characters; c++)
        {
            var target = Directory.CreateDirectory(Path.Combine(folder, $"images_{set}", "Latin", $"character{c + 1:00}")).FullName;
            for (var i = 0; i < images; i++)
            {
                var pixels = Enumerable.Repeat(1, 28 * 28).ToArray();
                Array.Fill(pixels, 0, c * 28, i + 1);
                File.WriteAllBytes(Path.Combine(target, $"{c:0000}_{i + 1:00}.png"), PngFile.Write(28, 28, 1, 0, pixels));
            }
        }
    }

    public static void Zip(string folder, string set = "background")
    {
        var unpacked = Path.Combine(folder, $"images_{set}");
        ZipFile.CreateFromDirectory(unpacked, unpacked + ".zip", CompressionLevel.Fastest, includeBaseDirectory: true);
        Directory.Delete(unpacked, recursive: true);
    }
}
