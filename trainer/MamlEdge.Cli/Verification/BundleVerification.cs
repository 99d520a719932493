using MamlEdge.Bundle;
using MamlEdge.Cli.Results;

namespace MamlEdge.Cli.Verification;

/// <summary>All checks of a bundle, cheap ones first. Files that are damaged end it, since nothing else can be said of them.</summary>
internal static class BundleVerification
{
    /// <summary>Runs the checks.</summary>
    /// <param name="path">The bundle.</param>
    /// <param name="options">What is to be checked.</param>
    /// <param name="cancellation">Stops between two checks.</param>
    /// <exception cref="BundleException">There is no bundle, or its manifest cannot be read.</exception>
    public static IReadOnlyList<Check> Run(string path, VerificationOptions options, CancellationToken cancellation)
    {
        using var bundle = BundleReader.Open(path);
        List<Check> checks = [Files(bundle), .. Signature(bundle, options.Key)];
        if (checks.Any(c => c.State == CheckState.Problem))
            return checks;
        checks.AddRange(GraphChecks.Run(bundle));
        if (checks.Any(c => c.State == CheckState.Problem))
            return checks;
        cancellation.ThrowIfCancellationRequested();
        if (options.Original is { } original) checks.Add(OriginalCheck.Run(original, path, options));
        checks.AddRange(NumericChecks.Run(path, bundle, options, cancellation));
        if (options.Engines) checks.AddRange(EngineChecks.Run(path, bundle, options, cancellation));
        return checks;
    }

    private static IEnumerable<Check> Signature(BundleReader bundle, TrustedKey? key) => (key, bundle.Signature) switch
    {
        (null, null) => [],
        (null, _) => [new("Signature", CheckState.Unchecked, "the bundle is signed; whose the signature should be was not said", "Give the public key: verify --key PUBLIC.pem.")],
        (_, null) => [new("Signature", CheckState.Problem, $"not signed, by key {key.Fingerprint[..12]} or any other", "Get the bundle from whom you trust, or have it signed (maml-edge sign).")],
        _ when bundle.IsSignedBy(key) => [new("Signature", CheckState.Ok, $"signed by key {key.Fingerprint[..12]}")],
        _ => [new("Signature", CheckState.Problem, $"not signed by key {key.Fingerprint[..12]}: by another one, or changed afterwards", "Get the bundle from whom you trust.")],
    };

    private static Check Files(BundleReader bundle)
    {
        var problems = new List<string>();
        foreach (var name in bundle.Manifest.Files.Keys)
        {
            try
            {
                bundle.Read(name);
            }
            catch (BundleException error)
            {
                problems.Add(error.Message);
            }
        }

        return problems.Count == 0
            ? new("Files", CheckState.Ok, $"{bundle.Manifest.Files.Count} files have the size and the SHA-256 that the manifest says")
            : new("Files", CheckState.Problem, string.Join("\n", problems));
    }
}
