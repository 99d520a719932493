using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class SensorTasksTests
{
    private static readonly SensorOptions Options = new() { Rate = 20, Window = 10, Overlap = 0.5 };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void People_are_tasks_and_windows_of_activities_keep_their_labels(bool zipped)
    {
        using var folder = new TestFolder();
        RecordingFolder.Write(folder.Path, people: 5, recordings: 4);
        if (zipped) RecordingFolder.Zip(folder.Path);
        var tasks = SensorTasks.Load(folder.Path, Options with { SplitFile = Split(folder, ["s00", "s01", "s03"], ["s02"], ["s04"]) });

        Assert.Equal(["REST", "WALK"], tasks.Labels);
        Assert.Equal([3, 10], tasks.InputShape);
        Assert.Equal(["s04"], tasks.TaskNames(Trainer.Tasks.Split.Test));
        var how = tasks.Preprocessing!;
        Assert.Equal(("window", 10, 20.0, 5, 0.5), (how.Kind, how.Length, how.Rate, how.Stride, how.MaximumGap));
        Assert.Equal(["number", "which", "time"], how.Features);

        var shape = new EpisodeShape(2, 3, 4);
        tasks.Check(Trainer.Tasks.Split.Test, shape);
        for (var seed = 0ul; seed < 20; seed++)
        {
            var episode = tasks.Sample(Trainer.Tasks.Split.Test, shape, new SeededRandom(seed));
            Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], episode.Query.Labels);
            int[] Recordings(ExampleSet set) => [.. Enumerable.Range(0, set.Count).Select(i => (int)Math.Round(set.Input(i)[0] * how.Std![0] + how.Mean![0])).Distinct()];
            // Support and query windows never share a recording, whose number is the first channel.
            Assert.Empty(Recordings(episode.Support).Intersect(Recordings(episode.Query)));
            for (var i = 0; i < episode.Query.Count; i++)
            {
                // The third channel is time itself: a window is evenly sampled at the rate, and lies mostly in its activity.
                var times = episode.Query.Input(i).ToArray()[20..].Select(v => v * how.Std![2] + how.Mean![2]).ToArray();
                for (var s = 1; s < 10; s++) Assert.Equal(0.05, times[s] - times[s - 1], 1e-3);
                Assert.Equal(episode.Query.Labels[i], times.Count(t => t >= 2 - 1e-3) > 5 ? 1 : 0);
            }
        }
    }

    [Fact]
    public void Standardisation_is_fitted_on_the_people_of_meta_training_only()
    {
        using var folder = new TestFolder();
        RecordingFolder.Write(folder.Path, people: 2, recordings: 2);
        foreach (var file in Directory.GetFiles(folder["DATA/s01"])) File.WriteAllText(file, File.ReadAllText(file).Replace("\n0,", "\n500,").Replace("\n1,", "\n900,"));
        var tasks = SensorTasks.Load(folder.Path, Options with { SplitFile = Split(folder, ["s00"], [], ["s01"]) });
        Assert.Equal(0.5, tasks.Preprocessing!.Mean![0], 0.05);
        Assert.True(tasks.Sample(Trainer.Tasks.Split.Test, new EpisodeShape(2, 1, 1), new SeededRandom(1)).Query.Input(0)[0] > 100);
    }

    [Fact]
    public void Overlap_rate_and_device_are_as_asked_for()
    {
        using var folder = new TestFolder();
        RecordingFolder.Write(folder.Path, people: 1, recordings: 2);
        var one = Recording.Read(File.OpenRead(folder["DATA/s00/s00_00_sp.csv"]), "s00", "one");
        int Windows(SensorOptions options, Recording? recording = null) => ActivityWindow.Cut(recording ?? one, new Preprocessor(How(options))).Count();
        // 4 seconds: 81 samples at 20 Hz. One window begins every 5 samples; one of them is half REST, half WALK, and left out.
        Assert.Equal((81 - 10) / 5 + 1 - 1, Windows(Options));
        Assert.Equal(81 / 10, Windows(Options with { Overlap = 0 }));
        Assert.Equal(401 / 50, Windows(Options with { Rate = 100, Window = 50, Overlap = 0 }));

        // A break of a second: no window goes across.
        var broken = one with { Samples = [.. one.Samples.Select(s => s with { Seconds = s.Seconds + (s.Seconds - one.Samples[0].Seconds >= 2 ? 1 : 0) })] };
        Assert.Equal((1, 0), (Windows(Options with { Window = 60 }), Windows(Options with { Window = 60 }, broken)));

        foreach (var file in Directory.GetFiles(folder["DATA/s00"], "*_sw.csv")) File.Delete(file);
        Assert.Contains("holds no recordings of a watch", Assert.Throws<FileNotFoundException>(() => SensorTasks.Load(folder.Path, Options with { Device = SensorDevice.Watch })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_person_with_one_activity_or_one_recording_is_an_error_with_a_way_out()
    {
        using var folder = new TestFolder();
        RecordingFolder.Write(folder.Path, people: 3, recordings: 2, person => person == 1 ? ["REST", "REST"] : ["REST", "WALK"]);
        var tasks = SensorTasks.Load(folder.Path, Options with { SplitFile = Split(folder, ["s00", "s01"], [], ["s02"]) });
        tasks.Check(Trainer.Tasks.Split.Test, new EpisodeShape(2, 1, 1));
        var error = Assert.Throws<ArgumentException>(() => tasks.Check(Trainer.Tasks.Split.Train, new EpisodeShape(2, 1, 1))).Message;
        Assert.Contains("'s01' of 'sensor' has 0 examples of class 'WALK' in one half of its recordings", error, StringComparison.Ordinal);
        Assert.Contains("leave the task out", error, StringComparison.Ordinal);

        File.Delete(folder["DATA/s02/s02_01_sp.csv"]);
        Assert.Contains("'s02' has one recording", Assert.Throws<InvalidDataException>(() => SensorTasks.Load(folder.Path, Options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bad_recordings_are_errors_that_name_row_and_column()
    {
        void Refused(string content, params string[] parts)
        {
            using var folder = new TestFolder();
            RecordingFolder.Write(folder.Path, people: 2, recordings: 2);
            RecordingFolder.Write(folder.Path, "s01", "s01_07_sp.csv", content);
            var message = Assert.Throws<InvalidDataException>(() => SensorTasks.Load(folder.Path, Options)).Message;
            Assert.All(parts.Append("s01_07_sp.csv"), part => Assert.Contains(part, message, StringComparison.Ordinal));
        }

        const string header = "number,which,time,timestamp,label\n";
        Refused("", "is empty");
        Refused("number,which,time,label\n1,2,3,REST\n", "no column 'timestamp'");
        Refused("timestamp,label\n1,REST\n", "has no channel");
        Refused("other,which,time,timestamp,label\n1,2,3,4,REST\n", "has the channels other, which, time", "All recordings must have the same");
        Refused(header + "1,2,3,4,REST\n1,nan,3,5,REST\n", "row 3, column 'which'", "'nan'");
        Refused(header + "1,2,3,4,\n", "row 2, column 'label'");
        Refused(header + "1,2,3,4\n", "row 2: expected 5 cells");
        Refused(header + "1,2,3,14,REST\n1,2,3,5,REST\n", "row 3, column 'timestamp': time runs backwards, from 14 to 5 ms");

        using var folder = new TestFolder();
        Assert.Contains("Expected CSV files", Assert.Throws<FileNotFoundException>(() => SensorTasks.Load(folder["none"])).Message, StringComparison.Ordinal);
        File.WriteAllBytes(folder["bad.zip"], [1, 2, 3]);
        Assert.Contains("is no zip file", Assert.Throws<InvalidDataException>(() => SensorTasks.Load(folder.Path)).Message, StringComparison.Ordinal);
        Assert.Contains("overlap from 0 to less than 1", Assert.Throws<ArgumentException>(() => SensorTasks.Load(folder.Path, Options with { Overlap = 1 })).Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData(SensorDevice.Phone)]
    [InlineData(SensorDevice.Watch)]
    public void The_real_recordings_give_every_person_windows_of_all_five_activities(SensorDevice device)
    {
        var tasks = SensorTasks.Load(SharedData.Har, new SensorOptions { Device = device });
        Assert.Equal(["SEATED", "SITTING_DOWN", "STANDING_UP", "TURNING", "WALKING"], tasks.Labels);
        Assert.Equal([6, 25], tasks.InputShape);
        Assert.Equal([12, 3, 4], tasks.Splits.Select(split => tasks.TaskNames(split).Count));
        foreach (var split in tasks.Splits) tasks.Check(split, new EpisodeShape(5, 5, 5));
    }

    private static Preprocessing How(SensorOptions options) =>
        new() { Kind = "window", Features = ["number", "which", "time"], Length = options.Window, Rate = options.Rate, Stride = options.Stride, MaximumGap = 0.5 };

    private static string Split(TestFolder folder, string[] train, string[] val, string[] test)
    {
        File.WriteAllText(folder["people.json"], JsonSerializer.Serialize(new { train, val, test }));
        return folder["people.json"];
    }
}
