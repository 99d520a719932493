using System.Diagnostics;
using MamlEdge.Trainer.Reports;
using Spectre.Console;

namespace MamlEdge.Cli.Terminals;

/// <summary>
/// Shows how far long work is: a bar with rate and time left where a person watches standard error, otherwise a line every
/// few seconds, so that logs stay short.
/// </summary>
internal static class ProgressDisplay
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <summary>Runs the work, which reports how much is done and a short remark.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="title">What the work is.</param>
    /// <param name="total">How much there is to do.</param>
    /// <param name="work">Does the work and returns its result.</param>
    public static T Run<T>(Terminal terminal, string title, long total, Func<Action<long, string>, T> work) => terminal.ErrorIsTerminal
        ? WithBar(terminal, title, total, work)
        : WithLines(terminal, title, total, work);

    private static T WithBar<T>(Terminal terminal, string title, long total, Func<Action<long, string>, T> work)
    {
        var rate = new RateColumn();
        return terminal.ErrorConsole().Progress()
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), rate, new RemainingTimeColumn())
            .Start(context =>
            {
                var task = context.AddTask(Markup.Escape(title), maxValue: total);
                return work((done, remark) =>
                {
                    rate.Update(done);
                    task.Value = done;
                    task.Description = Markup.Escape(remark.Length > 0 ? $"{title}  {remark}" : title);
                });
            });
    }

    private static T WithLines<T>(Terminal terminal, string title, long total, Func<Action<long, string>, T> work)
    {
        var clock = Stopwatch.StartNew();
        var next = LineInterval;
        long? first = null;
        return work((done, remark) =>
        {
            // Resumed work begins in the middle; what was done before says nothing about the speed now.
            first ??= done - 1;
            if (clock.Elapsed < next && done < total)
                return;
            next = clock.Elapsed + LineInterval;
            var left = TimeSpan.FromSeconds(clock.Elapsed.TotalSeconds / Math.Max(1, done - first.Value) * (total - done));
            var rate = Quantities.Rate((done - first.Value) / clock.Elapsed.TotalSeconds);
            terminal.Say($"{title}: {Quantities.Count(done)} of {Quantities.Count(total)}, {rate}, {Quantities.Duration(left)} left{(remark.Length > 0 ? ", " + remark : "")}");
        });
    }
}
