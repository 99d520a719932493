using System.Runtime.InteropServices;
using MamlEdge.Runtime;

namespace MamlEdge.Native.Calls;

/// <summary><c>mamledge_adaptation</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Adaptation
{
    private const int Restored = -1;

    internal nuint Size;
    internal int Guard;
    internal int Steps;
    internal double Milliseconds;
    internal float LossBefore;
    internal float LossAfter;
    internal float AccuracyBefore;
    internal float AccuracyAfter;
    internal int DeadlineReached;
    internal int HeldOutFolds;
    internal long EstimatedBytes;
    internal int Target;

    internal static Adaptation Of(PersonalModel personal)
    {
        var origin = personal.State.Origin;
        var losses = personal.Report?.Losses ?? origin.SupportLosses;
        return new Adaptation
        {
            Guard = personal.Report is { } report ? (int)report.Guard : Restored,
            Steps = origin.Steps,
            Milliseconds = personal.Report?.Elapsed.TotalMilliseconds ?? 0,
            LossBefore = losses.Count > 0 ? losses[0] : float.NaN,
            LossAfter = losses.Count > 0 ? losses[^1] : float.NaN,
            AccuracyBefore = (float?)personal.Report?.AccuracyBefore ?? float.NaN,
            AccuracyAfter = (float?)personal.Report?.AccuracyAfter ?? float.NaN,
            DeadlineReached = personal.Report is { DeadlineReached: true } ? 1 : 0,
            HeldOutFolds = personal.Report?.HeldOut?.Folds ?? 0,
            EstimatedBytes = personal.Report?.EstimatedBytes ?? 0,
            Target = personal.Report is { } ran ? Options.Number(ran.Execution.Target) : Restored,
        };
    }
}
