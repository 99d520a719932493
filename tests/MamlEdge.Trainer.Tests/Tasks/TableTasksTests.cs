using System.Text.Json;
using MamlEdge.Bundle;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Tests.Tasks;

public sealed class TableTasksTests
{
    private const string Plain = "task,x1,x2,target\na,1,10,3\na,2,20,5\na,3,30,7\nb,4,40,9\nb,5,50,11\nb,6,60,13\n";

    [Theory]
    [InlineData("\n", ',')]
    [InlineData("\r\n", ',')]
    [InlineData("\r", ';')]
    [InlineData("mixed", '\t')]
    public void Any_line_ends_and_separators_give_the_same_tasks(string ends, char separator)
    {
        using var folder = new TestFolder();
        var expected = Sample(Load(folder, Plain, new TableOptions { SplitFile = Split(folder, ["a"], [], ["b"]) }));
        string[] kinds = ["\n", "\r\n", "\r"];
        var lines = Plain.TrimEnd('\n').Split('\n').Select((line, i) => line.Replace(',', separator) + (ends == "mixed" ? kinds[i % 3] : ends));
        var other = Sample(Load(folder, string.Concat(lines), new TableOptions { SplitFile = folder["split.json"] }));
        Assert.Equal(expected.Query.Inputs, other.Query.Inputs);
        Assert.Equal(expected.Query.Values, other.Query.Values);
    }

    [Fact]
    public void Features_are_standardised_by_the_meta_training_tasks_only()
    {
        using var folder = new TestFolder();
        var tasks = Load(folder, Plain, new TableOptions { SplitFile = Split(folder, ["a"], [], ["b"]) });
        Assert.Equal(["x1", "x2"], tasks.Preprocessing!.Features);
        Assert.Equal([2.0, 20.0], tasks.Preprocessing.Mean!);
        Assert.Equal(Math.Sqrt(2 / 3.0), tasks.Preprocessing.Std![0], 1e-6);
        var test = tasks.Sample(Trainer.Tasks.Split.Test, new EpisodeShape(1, 1, 2), new SeededRandom(1));
        foreach (var set in new[] { test.Support, test.Query })
        {
            for (var i = 0; i < set.Count; i++)
            {
                Assert.Equal((set.Values[i] - 1) / 2, 2 + set.Input(i)[0] * tasks.Preprocessing.Std[0], 1e-4);
                Assert.Equal(set.Input(i)[0], set.Input(i)[1], 1e-4f);
            }
        }

        Assert.Equal(3, test.Support.Values.Concat(test.Query.Values).Distinct().Count());
    }

    [Fact]
    public void Classes_keep_their_labels_in_every_task()
    {
        using var folder = new TestFolder();
        var rows = from task in new[] { "p", "q", "r" } from kind in new[] { "no", "yes" } from i in Enumerable.Range(0, 4) select $"{task},{(kind == "yes" ? 100 + i : i)},{kind}";
        var tasks = Load(folder, string.Join('\n', rows.Prepend("who,v,answer")), new TableOptions { TaskColumn = "who", TargetColumn = "answer", Classes = true, SplitSeed = 3 });
        Assert.Equal(["no", "yes"], tasks.Labels);
        Assert.Equal(["p", "q", "r"], tasks.Splits.SelectMany(tasks.TaskNames).Order());
        for (var seed = 0ul; seed < 10; seed++)
        {
            var query = tasks.Sample(Trainer.Tasks.Split.Train, new EpisodeShape(2, 2, 2), new SeededRandom(seed)).Query;
            Assert.Equal([0, 0, 1, 1], query.Labels);
            Assert.True(query.Inputs[..2].Max() < query.Inputs[2..].Min());
        }

        Assert.Contains("2 classes, hence as many ways, got 3", Assert.Throws<ArgumentException>(() => tasks.Check(Trainer.Tasks.Split.Train, new EpisodeShape(3, 1, 1))).Message, StringComparison.Ordinal);
        Assert.Contains("has 4 examples of class 'no'; 4 shots and 1 queries need 5", Assert.Throws<ArgumentException>(() => tasks.Check(Trainer.Tasks.Split.Train, new EpisodeShape(2, 4, 1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_split_column_decides_and_must_not_leak()
    {
        using var folder = new TestFolder();
        var options = new TableOptions { SplitColumn = "part" };
        var tasks = Load(folder, "task,x,target,part\na,1,1,train\nb,1,1,test\nc,2,1,train\n", options);
        Assert.Equal(["a", "c"], tasks.TaskNames(Trainer.Tasks.Split.Train));
        Assert.Equal(["b"], tasks.TaskNames(Trainer.Tasks.Split.Test));
        Assert.Contains("Split Validation of 'table' has no task", Assert.Throws<ArgumentException>(() => tasks.Check(Trainer.Tasks.Split.Validation, new EpisodeShape(1, 1, 1))).Message, StringComparison.Ordinal);
        Refused(options, "task,x,target,part\na,1,1,train\na,2,1,test\n", "row 3", "'part'", "the task 'a' is in 'test' here and in 'train' before");
        Refused(options, "task,x,target,part\na,1,1,training\n", "row 2", "expected train, val or test, got 'training'");
    }

    [Fact]
    public void Bad_tables_are_errors_that_name_row_and_column()
    {
        var usual = new TableOptions();
        Refused(usual, "", "is empty");
        Refused(usual, "task,x,target\n", "no rows");
        Refused(usual, "user,x,target\na,1,2\n", "no column 'task'", "'user', 'x', 'target'", "--task-column");
        Refused(usual, "task,x,value\na,1,2\n", "no column 'target'", "--target-column");
        Refused(usual with { Features = ["y"] }, "task,x,target\na,1,2\n", "no column 'y'", "--features");
        Refused(usual, "task x target\na 1 2\n", "no column 'task'", "commas, semicolons, tabs or |");
        Refused(usual, "task,x,target\na,1,2\nb;1;2\n", "row 3: expected 3 cells as in the header, separated by ',', got 1. Mend the row");
        Refused(usual, "task;x;target\na;1,5;2\n", "row 2, column 'x': expected a finite number with a decimal point, got '1,5'");
        Refused(usual, "task,x,target\na,1,2\n\na,NaN,2\n", "row 4, column 'x': expected a finite number", "'NaN'");
        Refused(usual, "task,x,target\na,1,-inf\n", "row 2, column 'target'", "'-inf'");
        Refused(usual, "task,x,target\na,1e999,1\n", "row 2, column 'x'", "'1e999'");
        Refused(usual, "task,x,target\na,,1\n", "row 2, column 'x'", "got ''");
        Refused(usual, "task,x,target\n,1,1\n", "row 2, column 'task': expected a value, got an empty cell");
        Refused(usual, "task,x,x,target\na,1,1,1\n", "'x' 2 times");
        Refused(usual, "task,,target\na,1,1\n", "an empty one");
        Refused(usual, "task,target\na,1\n", "no columns besides");
        Refused(usual, "task,x,target\na,\"1,2\n", "is no CSV file");
        Refused(usual with { Classes = true }, "task,x,target\na,1,yes\na,2,yes\n", "the same class 'yes' in all rows");
        using var folder = new TestFolder();
        Assert.Contains("does not exist", Assert.Throws<FileNotFoundException>(() => TableTasks.Load(folder["none.csv"])).Message, StringComparison.Ordinal);
        Assert.Contains("'target' cannot be a feature", Assert.Throws<ArgumentException>(() => Load(folder, Plain, usual with { Features = ["x1", "target"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Standardised_training_features_have_mean_0_and_deviation_1_whatever_their_scale()
    {
        for (var seed = 0ul; seed < 50; seed++)
        {
            var random = new SeededRandom(seed);
            var (offset, scale) = (random.Uniform(-1e5, 1e5), Math.Pow(10, random.Uniform(-2, 4)));
            float[][] examples = [.. Enumerable.Range(0, 9).Select(_ => Enumerable.Range(0, 6).Select(i => (float)(i < 3 ? offset + 1e3 * random.Normal() : scale * random.Normal())).ToArray())];
            var fit = Standardization.Fit(examples, 2);
            var preprocessor = new Preprocessor(new Preprocessing { Kind = "features", Features = ["a", "b"], Mean = fit.Mean, Std = fit.Std });
            foreach (var example in examples) preprocessor.Standardize(example);
            foreach (var feature in new[] { 0, 1 })
            {
                var all = examples.SelectMany(e => e.Skip(3 * feature).Take(3)).ToArray();
                Assert.Equal(0, all.Average(), 1e-3);
                Assert.Equal(1, Math.Sqrt(all.Average(v => (double)v * v)), 1e-3);
            }
        }

        Assert.Equal([1.0], Standardization.Fit([[5, 5], [5, 5]], 1).Std);
    }

    private static void Refused(TableOptions options, string content, params string[] parts)
    {
        using var folder = new TestFolder();
        var message = Assert.Throws<InvalidDataException>(() => Load(folder, content, options)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private static GroupedTasks Load(TestFolder folder, string content, TableOptions options)
    {
        File.WriteAllText(folder["data.csv"], content);
        return TableTasks.Load(folder["data.csv"], options);
    }

    private static Episode Sample(GroupedTasks tasks) => tasks.Sample(Trainer.Tasks.Split.Train, new EpisodeShape(1, 1, 2), new SeededRandom(7));

    private static string Split(TestFolder folder, string[] train, string[] val, string[] test)
    {
        File.WriteAllText(folder["split.json"], JsonSerializer.Serialize(new { train, val, test }));
        return folder["split.json"];
    }
}
