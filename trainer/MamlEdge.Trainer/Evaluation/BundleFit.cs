using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Tasks;

namespace MamlEdge.Trainer.Evaluation;

/// <summary>Whether figures of a bundle on some tasks say what a device would get: the same kind of examples, prepared alike, of classes that it was not trained on.</summary>
internal static class BundleFit
{
    /// <summary>How far a mean or a deviation of the data may be off, in standard deviations of the bundle.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Refuses tasks that the bundle was not made for.</summary>
    /// <exception cref="ArgumentException">Targets, ways, labels, the shape of an example or its preparation differ; the message names what.</exception>
    public static void RequireFit(Manifest manifest, ITaskSource tasks, EpisodeShape shape)
    {
        var classes = manifest.Loss == LossKind.CrossEntropy;
        if (classes != (tasks.TargetKind == TargetKind.Classes))
            throw new ArgumentException($"'{manifest.Name}' learns with the loss {manifest.Loss}, but the task '{tasks.Name}' has {(classes ? "values" : "class labels")} as targets.");
        // A last dimension that is a symbol stands for any number of classes.
        if (classes && manifest.Output.Shape[^1].Size is { } ways && ways != shape.Ways)
            throw new ArgumentException($"'{manifest.Name}' tells {ways} classes apart, got {shape.Ways} ways. Evaluate with {ways} ways.");
        if (manifest.Labels is { } labels && classes && labels.Count < shape.Ways)
            throw new ArgumentException($"'{manifest.Name}' names {labels.Count} classes, got {shape.Ways} ways. Evaluate with {labels.Count} ways.");
        if (manifest.Preprocessing is { } expected && tasks.Preprocessing is { } got) RequireSame(manifest, tasks, expected, got);
        if (manifest.Labels is not null && tasks.Labels is not null)
            Require(manifest, tasks, "labels", Text(manifest.Labels), Text(tasks.Labels), "A class must keep its number. Give data with the same classes.");
        var inputs = manifest.Input.Shape.Skip(1).ToArray();
        if (inputs.Length != tasks.InputShape.Count || inputs.Zip(tasks.InputShape).Any(pair => pair.First.Size is { } size && size != pair.Second))
            throw Unfit(manifest, tasks, "shape of an example", $"[{string.Join(", ", inputs)}]", $"[{string.Join(", ", tasks.InputShape)}]", "Evaluate on tasks of the kind that it was trained on.");
    }

    /// <summary>Refuses a split that shares a class (person, task) with what the bundle was trained on. A bundle that does not say is taken as it is.</summary>
    /// <exception cref="ArgumentException">It does; the message names the first one.</exception>
    /// <exception cref="BundleException">The digests in the manifest are damaged.</exception>
    public static void RequireUnseen(Manifest manifest, ITaskSource tasks, Split split)
    {
        if (split == Split.Train || NameDigests.Parse(manifest.Provenance.TrainedOn, BundleFiles.Manifest)?.In(tasks, split).ToArray() is not { Length: > 0 } leaked) return;
        throw new ArgumentException(
            $"'{manifest.Name}' was trained on '{leaked[0]}'{(leaked.Length > 1 ? $" and {leaked.Length - 1} more" : "")} of the {tasks.Members(split).Count} "
            + $"in the split {split.ToString().ToLowerInvariant()} of '{tasks.Name}': its figures would be too good. "
            + $"Divide the data as in training, with {manifest.Provenance.Split ?? "no split option"} (inspect shows it); other data in which names only happen to be the same needs other names.");
    }

    private static void RequireSame(Manifest manifest, ITaskSource tasks, Preprocessing expected, Preprocessing got)
    {
        void Same(string field, object? one, object? other, string option) => Require(manifest, tasks, field, Text(one), Text(other), $"Prepare examples as in training ({option}).");
        Same("preprocessing.kind", expected.Kind, got.Kind, "--task");
        Same("preprocessing.channels", expected.Channels ?? 1, got.Channels ?? 1, "--channels");
        Same("preprocessing.width", expected.Width, got.Width, "--side");
        Same("preprocessing.height", expected.Height, got.Height, "--side");
        Same("preprocessing.invert", expected.Invert, got.Invert, "--task");
        Same("preprocessing.background", expected.Background ?? 1, got.Background ?? 1, "--task");
        Same("preprocessing.features", expected.Features is null ? null : Text(expected.Features), got.Features is null ? null : Text(got.Features), "--features, --device-kind");
        Same("preprocessing.length", expected.Length, got.Length, "--window");
        Same("preprocessing.rate", expected.Rate, got.Rate, "--rate");
        if (!AreNear(expected.Mean, got.Mean, expected.Std)) throw Standardised("mean", expected.Mean, got.Mean);
        if (!AreNear(expected.Std, got.Std, expected.Std)) throw Standardised("std", expected.Std, got.Std);

        ArgumentException Standardised(string field, IReadOnlyList<double>? one, IReadOnlyList<double>? other) => Unfit(
            manifest, tasks, $"preprocessing.{field}", Numbers(one), Numbers(other),
            $"It follows from the people and tasks of training: give the data of the training run (--data, --device-kind), divided as there with {manifest.Provenance.Split ?? "no split option"}.");
    }

    private static bool AreNear(IReadOnlyList<double>? some, IReadOnlyList<double>? others, IReadOnlyList<double>? scale) => some is null || others is null
        ? some is null && others is null
        : some.Count == others.Count && some.Zip(others).Select((pair, i) => Math.Abs(pair.First - pair.Second) / (scale?[i] ?? 1)).All(distance => distance <= Tolerance);

    private static void Require(Manifest manifest, ITaskSource tasks, string field, string expected, string got, string wayOut)
    {
        if (expected != got) throw Unfit(manifest, tasks, field, expected, got, wayOut);
    }

    private static ArgumentException Unfit(Manifest manifest, ITaskSource tasks, string field, string expected, string got, string wayOut) =>
        new($"'{manifest.Name}' and the task '{tasks.Name}' differ in {field}: expected {expected}, got {got}. {wayOut}");

    private static string Text(object? value) => value is null ? "none" : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private static string Text(IReadOnlyList<string> names) => string.Join(", ", names);

    private static string Numbers(IReadOnlyList<double>? values) =>
        values is null ? "none" : $"[{string.Join(", ", values.Take(3).Select(v => v.ToString("0.####", CultureInfo.InvariantCulture)))}{(values.Count > 3 ? ", ..." : "")}]";
}
