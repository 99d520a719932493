using MamlEdge.Bundle;
using MamlEdge.Runtime;

namespace MamlEdge.Device.Commands;

/// <summary>A safetensors file with the tensors <c>x</c> and, for adaptation, <c>y</c>.</summary>
internal static class SupportFile
{
    private const string Inputs = "x";
    private const string Targets = "y";

    /// <summary>The examples of a file.</summary>
    public static Examples ReadInputs(string path) => Examples.FromTensor(Safetensors.Read(path)[Inputs]);

    /// <summary>Adapts a model to the examples of a file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="path">The file: <c>y</c> holds integer labels for a classifier, otherwise numbers.</param>
    /// <param name="options">How to adapt.</param>
    /// <param name="from">A state to continue from, or null.</param>
    /// <param name="cancellation">Stops it.</param>
    public static (PersonalModel Personal, long Examples) Adapt(
        MetaModel model, string path, AdaptOptions options, PersonalState? from, CancellationToken cancellation)
    {
        var file = Safetensors.Read(path);
        var (x, y) = (Examples.FromTensor(file[Inputs]), file[Targets]);
        if (model.Manifest.Loss != LossKind.CrossEntropy)
            return (model.Adapt(x, Examples.FromTensor(y), options, from, cancellation), x.Count);
        var labels = y.Type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16 or ElementType.BFloat16
            ? throw new InputException(
                $"{path}, '{Targets}'", "integer class labels", y.Type.ToString(), "Give the labels of a classifier as int64.")
            : y.ToLongs();
        return (model.Adapt(x, labels, options, from, cancellation), x.Count);
    }
}
