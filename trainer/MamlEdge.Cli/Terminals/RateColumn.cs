using System.Diagnostics;
using MamlEdge.Trainer.Reports;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace MamlEdge.Cli.Terminals;

/// <summary>A column of a progress bar: how many units a second get done, over the time since the first one.</summary>
internal sealed class RateColumn : ProgressColumn
{
    private readonly Stopwatch _clock = new();
    private long _first;
    private long _done;

    /// <summary>Notes how much is done; the first call starts the clock.</summary>
    public void Update(long done)
    {
        if (!_clock.IsRunning)
        {
            _first = done;
            _clock.Start();
        }

        Interlocked.Exchange(ref _done, done);
    }

    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime)
    {
        var done = Interlocked.Read(ref _done) - _first;
        return new Text(done > 0 ? Quantities.Rate(done / _clock.Elapsed.TotalSeconds) : "");
    }
}
