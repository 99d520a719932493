namespace MamlEdge.Runtime.Tests;

/// <summary>A clock that goes on by a step whenever it is read, so that no test depends on how fast the machine is; its timers fire when a test says so.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private long _now;

    /// <summary>By how much it goes on.</summary>
    public TimeSpan Step { get; set; }

    /// <summary>After how many more readings the timers fire; null for never.</summary>
    public int? FiresAfter { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    private event Action Fires = () => { };

    public override long GetTimestamp()
    {
        if (FiresAfter-- == 0)
            Fires();
        return _now += Step.Ticks;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Timer(this, () => callback(state));

    private sealed class Timer : ITimer
    {
        private readonly SteppedTime _clock;
        private readonly Action _fire;

        public Timer(SteppedTime clock, Action fire)
        {
            (_clock, _fire) = (clock, fire);
            clock.Fires += fire;
        }

        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose() => _clock.Fires -= _fire;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
