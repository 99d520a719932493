namespace MamlEdge.Runtime;

/// <summary>
/// Ends work when a time is over, beside the caller's own token: <see cref="Token"/> is cancelled by either, and
/// <see cref="Accept"/> tells the deadline from the caller.
/// </summary>
internal sealed class Deadline : IDisposable
{
    // The longest that a timer runs: 49 days. What takes longer is ended by nobody but the caller.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly TimeProvider _time;
    private readonly TimeSpan? _limit;
    private readonly long _start;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource? _timer;
    private readonly CancellationTokenSource? _either;

    /// <summary>Begins to count; no limit means that only the caller's token ends anything.</summary>
    internal Deadline(TimeSpan? limit, TimeProvider time, CancellationToken caller)
    {
        (_limit, _time, _caller, _start, Token) = (limit, time, caller, time.GetTimestamp(), caller);
        if (limit is not { } span)
            return;
        _timer = new CancellationTokenSource(span < Longest ? span : Longest, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, caller);
        Token = _either.Token;
    }

    /// <summary>Cancelled at the deadline, or by the caller.</summary>
    internal CancellationToken Token { get; }

    /// <summary>What is left of it.</summary>
    internal TimeSpan Left => _limit is { } limit ? limit - _time.GetElapsedTime(_start) : TimeSpan.MaxValue;

    /// <summary>Returns where the deadline ended a run; where the caller did, throws with the caller's token.</summary>
    internal void Accept(OperationCanceledException error)
    {
        if (_caller.IsCancellationRequested || _timer is not { IsCancellationRequested: true })
            throw new OperationCanceledException(error.Message, error, _caller);
    }

    public void Dispose()
    {
        _either?.Dispose();
        _timer?.Dispose();
    }
}
