using MamlEdge.Runtime;
using MamlEdge.Trainer.Images;

namespace MamlEdge.Trainer.Tests.Images;

public sealed class PictureTests
{
    [Fact]
    public void Gray_is_luma_laid_over_the_background()
    {
        var picture = new Picture(2, 1, 4, [1, 0, 0, 1, 0, 1, 0, 0.25f]);
        Assert.Equal([0.299, 0.75 + 0.25 * 0.587], picture.ToGray().Pixels.Select(p => Math.Round(p, 6)), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Shrinking_takes_the_mean_of_the_covered_area()
    {
        var picture = new Picture(3, 2, 1, [1, 2, 3, 5, 6, 7]).Resize(2, 1);
        // Columns [0, 1.5) and [1.5, 3): (1 + 0.5 x 2) / 1.5 and (0.5 x 2 + 3) / 1.5, averaged over both rows.
        Assert.Equal((1 + 1 + 5 + 3) / 3f, picture.Pixels[0], 5);
        Assert.Equal((1 + 3 + 3 + 7) / 3f, picture.Pixels[1], 5);
    }

    [Fact]
    public void Resizing_keeps_the_mean_of_an_image()
    {
        var pixels = Enumerable.Range(0, 105 * 105).Select(i => i % 7 == 0 ? 0f : 1f).ToArray();
        Assert.Equal(pixels.Average(), new Picture(105, 105, 1, pixels).Resize(28, 28).Pixels.Average(), 5);
    }

    [Fact]
    public void Enlarging_repeats_pixels()
    {
        Assert.Equal([1, 1, 2, 2, 1, 1, 2, 2], new Picture(2, 1, 1, [1, 2]).Resize(4, 2).Pixels);
    }

    [Fact]
    public void Rotation_turns_counter_clockwise_and_four_turns_are_none()
    {
        float[] image = [1, 2, 3, 4];
        float[] Turn(int turns)
        {
            var turned = new float[4];
            Rotation.Copy(image, Rotation.SourceIndices(2, turns), turned);
            return turned;
        }

        Assert.Equal([1, 2, 3, 4], Turn(0));
        Assert.Equal([2, 4, 1, 3], Turn(1));
        Assert.Equal([4, 3, 2, 1], Turn(2));
        Assert.Equal([3, 1, 4, 2], Turn(3));
        Assert.Equal(Turn(0), Turn(4));
    }

    [Fact]
    public void Mirroring_exchanges_left_and_right_after_the_turn()
    {
        float[] image = [1, 2, 3, 4];
        var mirrored = new float[4];
        Rotation.Copy(image, Rotation.MirroredIndices(2, 0), mirrored);
        Assert.Equal([2, 1, 4, 3], mirrored);
        Rotation.Copy(image, Rotation.MirroredIndices(2, 1), mirrored);
        Assert.Equal([4, 2, 3, 1], mirrored);
    }

    [Theory]
    [InlineData(0, 0, new float[] { 1, 2, 3, 4 })]
    [InlineData(1, 0, new float[] { 0, 1, 0, 3 })]
    [InlineData(-1, 0, new float[] { 2, 0, 4, 0 })]
    [InlineData(0, 1, new float[] { 0, 0, 1, 2 })]
    [InlineData(1, -1, new float[] { 0, 3, 0, 0 })]
    public void A_moved_image_gets_zeros_where_nothing_was(int right, int down, float[] expected)
    {
        var moved = new float[] { 9, 9, 9, 9 };
        Rotation.CopyMoved([1, 2, 3, 4], Rotation.SourceIndices(2, 0), 2, right, down, moved);
        Assert.Equal(expected, moved);
    }
}
