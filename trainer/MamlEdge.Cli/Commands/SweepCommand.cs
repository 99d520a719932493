using System.CommandLine;
using System.Globalization;
using System.Text;
using MamlEdge.Bundle;
using MamlEdge.Cli.Commands.Training;
using MamlEdge.Cli.Reporting;
using MamlEdge.Cli.Results;
using MamlEdge.Cli.Sweeps;
using MamlEdge.Cli.Terminals;
using MamlEdge.Trainer.Training;

namespace MamlEdge.Cli.Commands;

/// <summary><c>maml-edge sweep</c>: trains every combination of some options; the validation split decides.</summary>
internal sealed class SweepCommand : ToolCommand
{
    private readonly Option<string[]> _grid = new("--grid")
    {
        Description = "An option of 'train' without its dashes, and the values to try, separated by commas (by semicolons where values hold commas). May be repeated.",
        HelpName = "inner-lr=0.1,0.4",
        Required = true,
    };

    private readonly Option<ulong[]> _seeds = NumberList.Option(
        "--seeds", "Train every combination with several seeds, or how many: 3 is short for 1,2,3. The mean decides, and the table shows the spread.", "1,2,3", least: 1);

    private readonly Option<string> _output = new("--output", "-o") { Description = "Folder of the runs. A sweep that was stopped goes on in it.", HelpName = "FOLDER", Required = true };

    private readonly TrainingOptions _training;

    public SweepCommand(Terminal terminal)
        : base("sweep", "Train every combination of some options; the validation split decides which is best.", terminal)
    {
        Add(_grid);
        Add(_seeds);
        Add(_output);
        _training = new TrainingOptions(this);
    }

    protected override CommandResult Execute(ParseResult arguments, Terminal terminal)
    {
        var axes = arguments.GetRequiredValue(_grid).Select(GridAxis.Parse).ToArray();
        var seeds = NumberList.Seeds(arguments.Given(_seeds) ?? []);
        _training.New(arguments);
        var common = CommonArguments(arguments, axes);
        // All combinations are read before the first is trained, so that a slip in the last does not show after hours.
        var points = GridPoint.All(axes);
        var todo = points.SelectMany(point => point.WithSeeds(seeds))
            .Select(run => (run.Name, Arguments: (string[])[.. common, .. run.Arguments]))
            .Select(run => (run.Name, run.Arguments, Settings: Settings(run.Arguments))).ToArray();
        var folder = Path.GetFullPath(arguments.GetRequiredValue(_output));
        var done = new List<SweepRun>();
        foreach (var (name, train, settings) in todo)
        {
            terminal.Say($"{done.Count + 1}/{todo.Length}  {name}");
            var run = Path.Combine(folder, name);
            if (SweepRuns.Run(settings, run, terminal with { CommandLine = Command(train, run) }) is not { } result)
                break;
            done.Add(result);
        }

        var sweep = Result(folder, points, done, todo.Length / points.Count, common);
        if (sweep.Rows.Count > 0)
            Write(sweep, terminal.CommandLine);
        return sweep;
    }

    /// <summary>The table of the combinations whose runs are all done, <paramref name="each"/> of them one after another.</summary>
    private static SweepResult Result(string folder, IReadOnlyList<GridPoint> points, List<SweepRun> done, int each, string[] common)
    {
        // The loss may follow from the data, so it is known once a run has started.
        var classes = done.Count > 0 && RunFolder.Open(done[0].Run).Description.Settings.Inner.Loss != LossKind.Mse;
        SweepRow[] rows = [.. done.Chunk(each).Where(runs => runs.Length == each).Zip(points, (runs, point) => SweepRow.Of(point, runs, classes))];
        SweepRow[] ranked = [.. rows.OrderByDescending(r => r.Validation is { } v ? classes ? v : -v : double.NegativeInfinity)];
        var best = ranked.FirstOrDefault(r => r.Validation is not null);
        return new SweepResult(
            folder,
            rows.Length == points.Count ? "completed" : "interrupted",
            classes ? "accuracy" : "loss",
            ranked,
            points.Count - rows.Length,
            best is null ? null : Command([.. common, .. best.Values.SelectMany(v => new[] { "--" + v.Key, v.Value }), .. SeedOf(best)], "RUN"));
    }

    /// <summary>The option that trains the best run of several seeds.</summary>
    private static string[] SeedOf(SweepRow row) =>
        row.Seeds?.First(run => run.Run == row.Run) is { } best ? ["--seed", best.Seed.ToString(CultureInfo.InvariantCulture)] : [];

    private static string Command(IEnumerable<string> train, string run) => CommandTree.CommandLine(["train", .. train, "-o", run]);

    private static void Write(SweepResult result, string command)
    {
        AtomicFile.Write(Path.Combine(result.Folder, "sweep.md"), Encoding.UTF8.GetBytes(
            result.Table().ToMarkdown() + (command.Length > 0 ? $"\n    {command}\n" : "") + (result.Best is { } best ? $"\nBest by validation:\n\n    {best}\n" : "")));
        if (SweepPicture.Render(result) is { } picture)
            AtomicFile.Write(Path.Combine(result.Folder, "sweep.svg"), Encoding.UTF8.GetBytes(picture));
    }

    /// <summary>What all runs share: the command line without the command, the grid and the folder.</summary>
    private string[] CommonArguments(ParseResult arguments, GridAxis[] axes)
    {
        string[] tokens = [.. arguments.Tokens.Skip(1).Select(t => t.Value).Where(t => t != CommandTree.JsonName)];
        bool IsOwn(string token) => token == _grid.Name || token == _seeds.Name || token == _output.Name || _output.Aliases.Contains(token);
        string[] common = [.. tokens.Where((token, i) => !IsOwn(token) && (i == 0 || !IsOwn(tokens[i - 1])))];
        string[] options = [.. axes.Select(a => "--" + a.Option), .. arguments.Given(_seeds) is null ? (string[])[] : ["--seed"]];
        return options.FirstOrDefault(o => common.Contains(o) || options.Count(p => p == o) > 1) is { } twice
            ? throw new UsageException($"{twice} stands in the grid (or is one of --seeds) and elsewhere on the command line: give it once.")
            : common;
    }

    /// <summary>The settings of one combination, read as 'train' would read them.</summary>
    private static TrainingSettings Settings(string[] arguments)
    {
        var command = new RootCommand();
        var training = new TrainingOptions(command);
        var parsed = command.Parse(arguments);
        if (parsed.Errors.Count > 0)
            throw new UsageException($"--grid: {string.Join(" ", parsed.Errors.Select(e => e.Message))}");
        var settings = training.New(parsed);
        return settings.ValidateEvery > 0 ? settings
            : throw new UsageException("A sweep decides by validation, but --validate-every is 0. Give it a number of iterations.");
    }
}
