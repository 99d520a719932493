using System.Buffers.Binary;
using System.Text;
using Google.Protobuf;
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
        using var folder = new TestFolder();
        TrainingMetrics[] lines = [.. Enumerable.Range(1, 3).Select(i => new TrainingMetrics { Iteration = i, Loss = i, GradientNorm = 1, OuterRate = 0.1, Seconds = i })];
        using (var first = EventLog.Open(folder.Path, "runs/run", [], seconds: 0, DateTimeOffset.UnixEpoch))
        {
            foreach (var line in lines) first.Write(line);
        }

        var written = File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["run"])));
        using (var resumed = EventLog.Open(folder.Path, "runs/run", lines[..2], seconds: 2, DateTimeOffset.UnixEpoch.AddSeconds(2))) resumed.Write(lines[2]);

        Assert.Equal(written, File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["run"]))));
        Assert.Equal(4, Records(written).Count);
    }

    [Fact]
    public void Runs_of_one_name_do_not_write_over_each_other()
    {
        using var folder = new TestFolder();
        string[] files = [.. new[] { "a/run", "b/run", "c/run", "b/run", "a/run/" }.Select(run =>
        {
            using var log = EventLog.Open(folder["events"], folder[run], [], seconds: 0, DateTimeOffset.UnixEpoch);
            return Path.GetRelativePath(folder["events"], EventFile.Of(folder["events"], folder[run]));
        })];

        Assert.Equal(["run", "run-2", "run-3", "run-2", "run"], files.Select(Path.GetDirectoryName));
        Assert.Equal((files[0], files[1]), (files[4], files[3]));
        Assert.Equal(3, Directory.GetFiles(folder["events"], "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void What_a_run_logs_is_what_Googles_own_reader_of_protobuf_finds()
    {
        using var folder = new TestFolder();
        var settings = TrainingDefaults.For("sinusoid") with { Iterations = 6, LogEvery = 2, ValidateEvery = 4, ValidationEpisodes = 3, MetaBatch = 2, TensorBoard = folder["events"] };
        Trainer.Training.Trainer.Run(settings, folder["run"]);
        var events = Records(File.ReadAllBytes(Assert.Single(Directory.GetFiles(folder["events/run"])))).Select(ReadEvent).ToArray();
        var lines = MetricsLog.Read(folder["run/metrics.jsonl"]);

        Assert.Equal("brain.Event:2", events[0].Version);
        Assert.Equal(lines.Select(line => line.Iteration), events[1..].Select(e => e.Step));
        Assert.Equal(lines.Select(line => line.Seconds), events[1..].Select(e => Math.Round(e.Time - events[0].Time, 3)));
        Assert.Equal(lines.Select(line => (float)line.Loss), events[1..].Select(e => e.Scalars["loss/train"]));
        Assert.Equal(lines.Select(line => (float?)line.ValidationLoss), events[1..].Select(e => e.Scalars.TryGetValue("loss/validation", out var loss) ? loss : (float?)null));
        Assert.Equal(lines.Select(line => (float)line.OuterRate), events[1..].Select(e => e.Scalars["outer_rate"]));
        Assert.All(events[1..], e => Assert.DoesNotContain("accuracy/train", e.Scalars.Keys));
    }

    private static List<byte[]> Records(byte[] file)
    {
        var records = new List<byte[]>();
        for (var at = 0; at < file.Length; at += records[^1].Length + 16)
            records.Add(file.AsSpan(at + 12, (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at))).ToArray());
        return records;
    }

    /// <summary>An event by the numbers of tensorflow/core/util/event.proto and summary.proto.</summary>
    private static (double Time, long Step, string? Version, Dictionary<string, float> Scalars) ReadEvent(byte[] record)
    {
        var (time, step, version, scalars) = (0.0, 0L, (string?)null, new Dictionary<string, float>());
        var reader = new CodedInputStream(record);
        while (reader.ReadTag() is not 0 and var tag)
        {
            switch (WireFormat.GetTagFieldNumber(tag))
            {
                case 1: time = reader.ReadDouble(); break;
                case 2: step = reader.ReadInt64(); break;
                case 3: version = reader.ReadString(); break;
                case 5: ReadSummary(reader.ReadBytes().CreateCodedInput(), scalars); break;
                default: Assert.Fail($"tag {tag}"); break;
            }
        }

        return (time, step, version, scalars);
    }

    private static void ReadSummary(CodedInputStream summary, Dictionary<string, float> scalars)
    {
        while (summary.ReadTag() is not 0)
        {
            var (value, name) = (summary.ReadBytes().CreateCodedInput(), "");
            while (value.ReadTag() is not 0 and var tag)
            {
                if (WireFormat.GetTagFieldNumber(tag) == 1) name = value.ReadString();
                else scalars.Add(name, value.ReadFloat());
            }
        }
    }
}
