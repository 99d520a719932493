using System.Text.Json.Serialization;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// The classes (people, tasks) that a run was trained on, as digests of their names: part of run.json, so that none of them is measured on unnoticed.
/// </summary>
/// <param name="Own">Those of its own training split; null where its tasks have no names, as generated ones.</param>
/// <param name="Earlier">Those behind the parameters that it started from; null where they were random or nothing is known.</param>
public sealed record TrainedClasses(
    string? Own,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Earlier = null)
{
    private const string File = "run.json";

    /// <summary>All of them; null for none.</summary>
    [JsonIgnore]
    public string? All => NameDigests.Union(NameDigests.Parse(Own, File), NameDigests.Parse(Earlier, File)).Text;

    /// <summary>What a new run is trained on; null where nothing has a name.</summary>
    /// <param name="tasks">Its tasks.</param>
    /// <param name="startFrom">The run or bundle that it starts from; null for random parameters.</param>
    /// <exception cref="TrainingException">What it starts from was trained on a class that is to validate or test it.</exception>
    internal static TrainedClasses? Of(ITaskSource tasks, string? startFrom)
    {
        var classes = new TrainedClasses(NameDigests.Of(tasks, Split.Train).Text, startFrom is null ? null : StartingPoint.TrainedOn(startFrom));
        classes.RequireApart(tasks, startFrom);
        return classes.Own is null && classes.Earlier is null ? null : classes;
    }

    /// <summary>Checks that the data is still divided as it was.</summary>
    /// <param name="tasks">The tasks as they are now.</param>
    /// <param name="source">The run that has these classes, for messages.</param>
    /// <param name="startFrom">The run or bundle that it started from.</param>
    /// <exception cref="TrainingException">The training classes are others; the message names one.</exception>
    internal void RequireStill(ITaskSource tasks, string source, string? startFrom)
    {
        var (before, now) = (NameDigests.Parse(Own, File), NameDigests.Of(tasks, Split.Train));
        if (before is not null && !before.IsLike(now))
        {
            string Place(Split split) => before.In(tasks, split).FirstOrDefault() is { } moved ? $"'{moved}' was one of them and is now in the split {split.ToString().ToLowerInvariant()}" : "";
            var fresh = tasks.Members(Split.Train).Except(before.In(tasks, Split.Train)).FirstOrDefault();
            string[] signs = [Place(Split.Test), Place(Split.Validation), fresh is null ? "some are missing" : $"'{fresh}' is new"];
            throw new TrainingException(
                $"The training classes of '{tasks.Name}' are no longer those of {source}: {signs.First(sign => sign.Length > 0)}. "
                + "Its settings are the same, so the data or its split file has changed. Restore it, or start a new run with settings of its own.");
        }

        RequireApart(tasks, startFrom);
    }

    private void RequireApart(ITaskSource tasks, string? startFrom)
    {
        if (NameDigests.Parse(Earlier, File) is not { } earlier) return;
        foreach (var split in new[] { Split.Validation, Split.Test })
        {
            if (earlier.In(tasks, split).FirstOrDefault() is { } leaked)
                throw new TrainingException($"'{startFrom}' was trained on '{leaked}', which is in the split {split.ToString().ToLowerInvariant()} of '{tasks.Name}' here: "
                    + "figures on it would be too good. Divide the data as it was divided there (--split-file, --split-seed), or start from other parameters.");
        }
    }
}
