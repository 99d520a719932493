using MamlEdge.Bundle;
using MamlEdge.Trainer.Reports;

namespace MamlEdge.Cli.Exports;

/// <summary>The files of a bundle as people want to see them.</summary>
internal static class BundleListing
{
    private static readonly (string Name, Func<Manifest, string> Purpose)[] Known =
    [
        (BundleFiles.Forward, _ => "predicts with the meta-learned parameters"),
        (BundleFiles.Adapt, m => $"adapts from them: {Quantities.Of(m.Inner.Steps, "gradient step")}"),
        (BundleFiles.Continue, m => $"adapts further from any state: {Quantities.Of(m.Inner.Stride, "gradient step")}"),
        (BundleFiles.Predict, _ => "predicts with parameters as inputs"),
        (BundleFiles.Meta, _ => "the meta-gradient"),
        (BundleFiles.Theta, _ => "the parameters, one copy"),
        (BundleFiles.Manifest, _ => "names, shapes, hashes, provenance"),
    ];

    /// <summary>Every file with its size, in the order in which one meets them.</summary>
    public static IReadOnlyList<ReportFile> Of(BundleReader bundle)
    {
        var manifest = bundle.Manifest;
        return
        [
            .. Known.Where(k => k.Name == BundleFiles.Manifest || manifest.Files.ContainsKey(k.Name))
                .Select(k => new ReportFile(k.Name, Size(bundle, k.Name), k.Purpose(manifest))),
        ];
    }

    private static long Size(BundleReader bundle, string name) =>
        name == BundleFiles.Manifest ? bundle.Manifest.ToJson().Length : bundle.Manifest.Files[name].Bytes;
}
