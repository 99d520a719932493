using MamlEdge.Bundle;
using MamlEdge.Trainer.Engines;

namespace MamlEdge.Trainer.Training;

/// <summary>Parameters that were meta-learned before, from which a run starts instead of from random ones: those of another run, with its learned rates, or of a bundle.</summary>
internal static class StartingPoint
{
    /// <summary>Fills a vector: every theta.*, and the rates that a run has learned.</summary>
    /// <param name="path">A run folder, or a bundle.</param>
    /// <param name="vector">What to fill; rates that are not found keep what they are.</param>
    /// <exception cref="TrainingException">There is neither, or a parameter is missing or of another shape.</exception>
    /// <exception cref="BundleException">It is damaged.</exception>
    public static void CopyTo(string path, ParameterVector vector)
    {
        var found = RunFolder.Exists(path) ? OfRun(path) : OfBundle(path);
        foreach (var slot in vector.Layout.Slots)
        {
            if (!found.TryGetValue(slot.Name, out var tensor))
            {
                if (ParameterLayout.IsRate(slot.Name)) continue;
                throw Unfit(path, slot, "none");
            }

            if (!tensor.Dimensions.SequenceEqual(slot.Shape.ToArray())) throw Unfit(path, slot, $"[{string.Join(", ", tensor.Shape)}]");
            tensor.ToFloats().CopyTo(vector[slot]);
        }
    }

    /// <summary>Digests of the classes behind the parameters; null where they are not known.</summary>
    /// <exception cref="TrainingException">The run's run.json is damaged.</exception>
    /// <exception cref="BundleException">The bundle is missing or damaged.</exception>
    public static string? TrainedOn(string path)
    {
        if (RunFolder.Exists(path)) return RunFolder.Open(path).Description.TrainedOn?.All;
        using var bundle = BundleReader.Open(path);
        return bundle.Manifest.Provenance.TrainedOn;
    }

    private static Dictionary<string, SafeTensor> OfRun(string path)
    {
        var file = RunFolder.Open(path).CheckpointFile;
        return File.Exists(file) ? Safetensors.Read(file).Entries.ToDictionary(e => e.Name, e => e.Tensor)
            : throw new TrainingException($"The run in '{path}' has no checkpoint yet to start from. Train it first.");
    }

    private static Dictionary<string, SafeTensor> OfBundle(string path)
    {
        using var bundle = BundleReader.Open(path);
        return Safetensors.Read(bundle.Read(BundleFiles.Theta), path).Entries.ToDictionary(e => BundleFiles.ThetaInput(e.Name), e => e.Tensor);
    }

    private static TrainingException Unfit(string path, ParameterSlot slot, string got) => new(
        $"'{path}' is of another model: expected '{slot.Name}' as [{string.Join(", ", slot.Shape)}], got {got}. "
        + "Give the model of this run the same options; a net for any number of classes (--any-ways true) starts from one for any other.");
}
