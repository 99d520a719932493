using System.Globalization;
using MamlEdge.Bundle;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>
/// Saves and restores a <see cref="TrainingState"/> as a safetensors file: theta.*, lr.*, and Adam's moments as
/// adam.m.* and adam.v.*; numbers are metadata. Written atomically: a crash leaves the old checkpoint or the new one.
/// </summary>
public static class Checkpoint
{
    private const string FirstMoment = "adam.m.", SecondMoment = "adam.v.", SinceBest = "validations_since_best";

    /// <summary>Writes a checkpoint.</summary>
    /// <exception cref="BundleException">The file cannot be written; the old one is untouched.</exception>
    public static void Save(string path, TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var slots = state.Parameters.Layout.Slots;
        List<KeyValuePair<string, SafeTensor>> tensors = [
            .. slots.Select(slot => Tensor("", slot, state.Parameters.Values)),
            .. slots.Select(slot => Tensor(FirstMoment, slot, state.Optimizer.FirstMoment)),
            .. slots.Select(slot => Tensor(SecondMoment, slot, state.Optimizer.SecondMoment))];
        var metadata = new Dictionary<string, string>
        {
            ["iteration"] = Text(state.Iteration),
            ["updates"] = Text(state.Optimizer.Updates),
            ["seconds"] = Text(state.Seconds),
            [SinceBest] = Text(state.ValidationsSinceBest),
            ["mean.iterations"] = Text(state.Mean.Iterations),
            ["mean.loss"] = Text(state.Mean.Loss),
            ["mean.accuracy"] = Text(state.Mean.Accuracy),
            ["mean.gradient_norm"] = Text(state.Mean.GradientNorm),
        };
        if (state.BestValidation is { } best) metadata["best_validation"] = Text(best);
        AtomicFile.Write(path, Safetensors.Write(tensors, metadata));
    }

    /// <summary>Restores a state of the same model, bit for bit.</summary>
    /// <exception cref="BundleException">The file is missing or damaged, or lacks a tensor.</exception>
    /// <exception cref="TrainingException">The checkpoint is of another model.</exception>
    public static void Load(string path, TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        var file = Safetensors.Read(path);
        foreach (var slot in state.Parameters.Layout.Slots)
        {
            Values(file, "", slot, path).CopyTo(state.Parameters[slot]);
            Values(file, FirstMoment, slot, path).CopyTo(state.Optimizer.FirstMoment.AsSpan(slot.Offset));
            Values(file, SecondMoment, slot, path).CopyTo(state.Optimizer.SecondMoment.AsSpan(slot.Offset));
        }

        double Number(string key) => Checkpoint.Number(file, key, path);
        state.Iteration = (long)Number("iteration");
        state.Optimizer.Updates = (long)Number("updates");
        state.Seconds = Number("seconds");
        state.Mean = new RunningMean((long)Number("mean.iterations"), Number("mean.loss"), Number("mean.accuracy"), Number("mean.gradient_norm"));
        state.BestValidation = file.Metadata.ContainsKey("best_validation") ? Number("best_validation") : null;
        // Checkpoints from before there was early stopping lack the count.
        state.ValidationsSinceBest = file.Metadata.ContainsKey(SinceBest) ? (long)Number(SinceBest) : 0;
    }

    /// <summary>Meta-iterations behind a checkpoint that is read already.</summary>
    internal static long IterationOf(SafetensorsFile file, string path) => (long)Number(file, "iteration", path);

    /// <summary>Whether a run with these settings has nothing left to do after a checkpoint.</summary>
    internal static bool IsAtEnd(string path, TrainingSettings settings)
    {
        var file = Safetensors.Read(path);
        return IterationOf(file, path) >= settings.Iterations || (settings.Patience > 0 && Number(file, SinceBest, path) >= settings.Patience);
    }

    private static double Number(SafetensorsFile file, string key, string path) =>
        file.Metadata.TryGetValue(key, out var text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TrainingException($"'{path}' is no checkpoint: expected the number '{key}' in its metadata, got '{text}'.");

    private static KeyValuePair<string, SafeTensor> Tensor(string prefix, ParameterSlot slot, float[] values) =>
        new(prefix + slot.Name, SafeTensor.FromFloats(values.AsSpan(slot.Offset, slot.Length), [.. slot.Shape]));

    private static ReadOnlySpan<float> Values(SafetensorsFile file, string prefix, ParameterSlot slot, string path)
    {
        var tensor = file[prefix + slot.Name];
        if (!tensor.Dimensions.SequenceEqual(slot.Shape.ToArray()))
            throw new TrainingException($"'{path}' is a checkpoint of another model: expected '{prefix}{slot.Name}' as [{string.Join(", ", slot.Shape)}], got [{string.Join(", ", tensor.Shape)}].");
        return tensor.AsFloats();
    }

    private static string Text(IFormattable number) => number.ToString(number is double ? "R" : null, CultureInfo.InvariantCulture);
}
