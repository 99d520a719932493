using System.Buffers.Binary;
using System.Text;
using MamlEdge.Trainer.Training;
using MamlEdge.Trainer.Training.TensorBoard;

namespace MamlEdge.Trainer.Tests.Training;

public sealed class TensorBoardTests
{
    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        // The check value of CRC-32C, and two of the examples of RFC 3720, appendix B.4.
        Assert.Equal(0xE3069283u, RecordFrame.Checksum("123456789"u8));
        Assert.Equal(0x8A9136AAu, RecordFrame.Checksum(new byte[32]));
        Assert.Equal(0x62A8AB43u, RecordFrame.Checksum(Enumerable.Repeat((byte)0xFF, 32).ToArray()));
    }

    [Fact]
    public void A_file_begins_as_those_of_TensorFlow_do()
    {
        var frame = RecordFrame.Of(EventRecord.Version(0));

        // Every event file starts with a record of 24 bytes: its length with the masked checksum, then wall_time and file_version.
        Assert.Equal([0x18, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22, 0x09], frame[..13]);
        Assert.Equal("\u001a\rbrain.Event:2", Encoding.ASCII.GetString(frame[21..36]));
    }

    [Fact]
    public void A_scalar_is_the_bytes_worked_out_by_hand()
    {
        byte[] expected =
        [
            0x09, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F, // 1: 1.5
            0x10, 0xAC, 0x02, // 2: 300
            0x2A, 0x0A, 0x0A, 0x08, // 5: ten bytes: 1: eight bytes
            0x0A, 0x01, (byte)'a', // 1: "a"
            0x15, 0, 0, 0x20, 0xC0, // 2: -2.5
        ];

        Assert.Equal(expected, EventRecord.Scalars(1.5, 300, [("a", -2.5)]));
    }

    [Fact]
    public void A_resumed_run_has_each_step_once()
    {
        using var folder = new TemporaryFolder();
        TrainingMetrics[] lines = [.. Enumerable.Range(1, 3).Select(i => new TrainingMetrics { Iteration = i, Loss = i, GradientNorm = 1, OuterRate = 0.1, Seconds = i })];
        using (var first = EventLog.Open(folder.Path, "run", [], seconds: 0, DateTimeOffset.UnixEpoch))
        {
            foreach (var line in lines) first.Write(line);
        }

        var written = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["run"])));
        using (var resumed = EventLog.Open(folder.Path, "run", lines[..2], seconds: 2, DateTimeOffset.UnixEpoch.AddSeconds(2))) resumed.Write(lines[2]);

        Assert.Equal(written, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["run"]))));
        Assert.Equal(4, Records(written));
    }

    private static int Records(byte[] file)
    {
        var count = 0;
        for (var at = 0; at < file.Length; at += (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at)) + 16) count++;
        return count;
    }
}
