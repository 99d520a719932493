using MamlEdge.Bundle;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>A graph of a bundle: its file, and the inputs and outputs that the format gives it.</summary>
internal sealed record GraphSpec(string File, string[] Inputs, string[] Outputs)
{
    internal static GraphSpec Forward(Manifest manifest) =>
        new(BundleFiles.Forward, [manifest.Input.Name], [manifest.Output.Name]);

    internal static GraphSpec Predict(Manifest manifest) =>
        new(BundleFiles.Predict, [manifest.Input.Name, .. Theta(manifest)], [manifest.Output.Name]);

    internal static GraphSpec Adapt(Manifest manifest) =>
        new(BundleFiles.Adapt, [BundleFiles.SupportX, BundleFiles.SupportY], Adapted(manifest));

    internal static GraphSpec Continue(Manifest manifest) =>
        new(BundleFiles.Continue, [BundleFiles.SupportX, BundleFiles.SupportY, .. Theta(manifest)], Adapted(manifest));

    /// <summary>Compares with what the file really has.</summary>
    internal void Require(InferenceSession session)
    {
        Require("inputs", Inputs, session.InputNames);
        Require("outputs", Outputs, session.OutputNames);
    }

    private void Require(string what, string[] expected, IReadOnlyList<string> got)
    {
        if (!expected.ToHashSet(StringComparer.Ordinal).SetEquals(got))
        {
            throw new BundleException(
                $"{File}, {what}", string.Join(", ", expected), string.Join(", ", got), "Export the bundle again.");
        }
    }

    private static IEnumerable<string> Theta(Manifest manifest) =>
        manifest.Parameters.Select(parameter => BundleFiles.ThetaInput(parameter.Name));

    private static string[] Adapted(Manifest manifest) =>
    [
        .. manifest.Parameters.Where(parameter => parameter.Adapted)
            .Select(parameter => BundleFiles.AdaptedOutput(parameter.Name)),
        BundleFiles.SupportLoss,
    ];
}
