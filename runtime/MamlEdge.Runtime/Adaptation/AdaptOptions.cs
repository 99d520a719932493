namespace MamlEdge.Runtime;

/// <summary>How one adaptation runs. The defaults cost nothing beside the run itself.</summary>
public sealed record AdaptOptions
{
    /// <summary>
    /// Inner steps in all: a multiple of the bundle's k (<c>manifest.inner.steps</c>), which is the default. More
    /// steps run the graph again from where it ended; momentum then starts anew, and learning rates for each step
    /// repeat.
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
    /// Whether the held-out check also chooses the number of steps: the best of 0, k, 2k, ... up to <see cref="Steps"/>, k being
    /// the bundle's steps. A bundle exported with one step offers every number.
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
}
