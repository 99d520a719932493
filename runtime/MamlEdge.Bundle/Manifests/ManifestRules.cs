namespace MamlEdge.Bundle;

/// <summary>What must hold between the fields of a manifest.</summary>
internal static class ManifestRules
{
    internal static void Check(Manifest manifest, string source)
    {
        void Require(bool condition, string field, string expected, object? got)
        {
            if (!condition)
                throw new BundleException($"{source}, {field}", expected, $"{got}", "Export the bundle again.");
        }

        Require(manifest.Format is >= 1 and <= Manifest.CurrentFormat, "format", $"{Manifest.CurrentFormat}", manifest.Format);
        Require(manifest.Name.Length > 0, "name", "a name", "an empty text");
        foreach (var (field, spec) in new[] { ("input", manifest.Input), ("output", manifest.Output), ("target", manifest.Target) })
        {
            Require(spec.Name.Length > 0, $"{field}.name", "a name", "an empty text");
            Require(spec.Shape.Count > 0, $"{field}.shape", "a first dimension that counts examples", spec.ShapeText);
        }

        var labels = manifest.Loss == LossKind.CrossEntropy;
        Require(manifest.Target.Type == (labels ? ElementType.Int64 : ElementType.Float32),
            "target.type", labels ? "int64 labels for cross-entropy" : "float32 targets", manifest.Target.Type.ManifestName());
        Require(manifest.Inner.Steps >= 1, "inner.steps", "1 or more", manifest.Inner.Steps);
        Require(manifest.Inner.LearningRate is null || manifest.Inner.LearningRates == LearningRateSharing.Single,
            "inner.learningRate", "null where there are several rates", manifest.Inner.LearningRate);
        Require(manifest.Calibration is null or { Temperature: > 0 and <= float.MaxValue }, "calibration.temperature", "a number above 0", manifest.Calibration?.Temperature);
        Require(manifest.AdaptationCost is null or { Bytes: >= 0, BytesPerExample: >= 0, Flops: >= 0, FlopsPerExample: >= 0 },
            "adaptationCost", "numbers of 0 or more", manifest.AdaptationCost);
        CheckParameters(manifest.Parameters, Require);
        CheckFiles(manifest.Files, Require);
    }

    private static void CheckParameters(
        IReadOnlyList<ParameterSpec> parameters, Action<bool, string, string, object?> require)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            require(names.Add(parameter.Name), "parameters", "every name once", $"'{parameter.Name}' twice");
            var half = !parameter.Adapted && (parameter.Type is ElementType.Float16 or ElementType.BFloat16);
            require((half || parameter.Type == ElementType.Float32) && parameter.Shape.All(size => size >= 0),
                $"parameter '{parameter.Name}'", $"float32{(parameter.Adapted ? "" : ", float16 or bfloat16")} with sizes of 0 or more",
                $"{parameter.Type.ManifestName()} {TensorShape.Text(parameter.Shape)}");
        }

        require(parameters.Any(p => p.Adapted), "parameters", "at least one that is adapted", $"none of {parameters.Count}");
    }

    private static void CheckFiles(
        IReadOnlyDictionary<string, FileDigest> files, Action<bool, string, string, object?> require)
    {
        foreach (var required in BundleFiles.Required)
            require(files.ContainsKey(required), "files", $"'{required}'", string.Join(", ", files.Keys));
        foreach (var (name, digest) in files)
        {
            require(BundleFiles.IsPlainName(name), "files", "names without a folder", $"'{name}'");
            require(digest.Bytes >= 0 && digest.Sha256.Length == 64 && digest.Sha256.All(char.IsAsciiHexDigitLower),
                $"files, '{name}'", "a size and 64 lower-case hexadecimal digits", $"{digest.Bytes}, '{digest.Sha256}'");
        }
    }
}
