namespace MamlEdge.Runtime;

/// <summary>How one adaptation runs. The defaults cost nothing beside the run itself.</summary>
public sealed record AdaptOptions
{
    /// <summary>
    /// Inner steps in all; the default is the bundle's k (<c>manifest.inner.steps</c>). Any number, or a multiple of <see cref="Bundle.InnerLoopInfo.Stride"/>
    /// where a step depends on those before it: momentum then starts anew with each run of the graph, and learning rates for each step repeat.
    /// </summary>
    public int? Steps { get; init; }

    /// <summary>
    /// Whether to keep the starting weights where adaptation made the support loss worse or not finite. Turn off for
    /// evaluation protocols that count every episode as it comes.
    /// </summary>
    public bool Guard { get; init; } = true;

    /// <summary>
    /// The held-out check: adapts to a part of the support set and predicts the rest, several times over, and keeps the starting
    /// weights where adaptation does not help on examples it has not seen. 0, the default, is off; N of 2 or more leaves out each
    /// example alone where there are at most N that can be left out, else makes N folds. It costs about as many adaptations as there are folds.
    /// </summary>
    public int HeldOutFolds { get; init; }

    /// <summary>
    /// Whether the held-out check also chooses the number of steps: the best of 0 to <see cref="Steps"/>, every number that the bundle can reach
    /// (multiples of <see cref="Bundle.InnerLoopInfo.Stride"/>).
    /// </summary>
    public bool SelectSteps { get; init; }

    /// <summary>
    /// Whether examples are repeated so that classes weigh alike in the loss, however many examples each has. Takes up to four times the
    /// largest class in rows for each class.
    /// </summary>
    public bool BalanceClasses { get; init; }

    /// <summary>Whether accuracy on the support set is measured before and after; costs two predictions of it.</summary>
    public bool MeasureAccuracy { get; init; }

    /// <summary>
    /// Time from the call to its result. What is reached by then is kept, or the starting weights, and the report says so; where the
    /// manifest's figures and the speed of the run before show that not even one run fits, none begins. Loading graphs counts: see <see cref="MetaModel.Prepare"/>.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The most memory that adapting may take beside the loaded model, bytes; <see cref="AdaptationMemory"/> is compared with it before anything runs.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>A <see cref="Deadline"/> of so many milliseconds, as command lines and C give it; at most 31 years, since a time holds no number however large.</summary>
    /// <param name="milliseconds">More than 0.</param>
    public static TimeSpan DeadlineOf(double milliseconds) => TimeSpan.FromMilliseconds(Math.Min(milliseconds, 1e12));
}
