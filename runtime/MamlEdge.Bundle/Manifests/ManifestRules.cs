namespace MamlEdge.Bundle;

/// <summary>What must hold between the fields of a manifest.</summary>
internal static class ManifestRules
{
    internal static void Check(Manifest manifest, string source)
    {
        void Require(bool condition, string field, string expected, object? got)
        {
            if (!condition)
                throw new BundleException($"{source}, {field}", expected, $"{got ?? "null"}", "Export the bundle again.");
        }

        Require(manifest.Format is >= 1 and <= Manifest.CurrentFormat, "format", $"{Manifest.CurrentFormat}", manifest.Format);
        Require(manifest.Name.Length > 0, "name", "a name", "an empty text");
        foreach (var (field, spec) in new[] { ("input", manifest.Input), ("output", manifest.Output), ("target", manifest.Target) })
        {
            Require(spec.Name.Length > 0, $"{field}.name", "a name", "an empty text");
            Require(spec.Shape.Count is > 0 and <= Limits.Rank, $"{field}.shape", $"a first dimension that counts examples, and at most {Limits.Rank} in all", spec.ShapeText);
            Require(ElementsOf(spec) <= Limits.ExampleElements, $"{field}.shape", $"at most {Limits.ExampleElements} elements", spec.ShapeText);
        }

        CheckTexts(manifest, Require);

        var labels = manifest.Loss == LossKind.CrossEntropy;
        Require(manifest.Target.Type == (labels ? ElementType.Int64 : ElementType.Float32),
            "target.type", labels ? "int64 labels for cross-entropy" : "float32 targets", manifest.Target.Type.ManifestName());
        Require(manifest.Inner.Steps is >= 1 and <= Limits.Steps, "inner.steps", $"1 to {Limits.Steps}", manifest.Inner.Steps);
        Require(manifest.Inner.ContinueSteps is null or >= 1 && manifest.Inner.Steps % manifest.Inner.Stride == 0,
            "inner.continueSteps", $"a number that divides {manifest.Inner.Steps}, or none", manifest.Inner.ContinueSteps);
        Require(manifest.Inner.LearningRate is null || manifest.Inner.LearningRates == LearningRateSharing.Single,
            "inner.learningRate", "null where there are several rates", manifest.Inner.LearningRate);
        Require(manifest.Calibration is null or { Temperature: > 0 and <= float.MaxValue }, "calibration.temperature", "a number above 0", manifest.Calibration?.Temperature);
        foreach (var (field, cost) in new[] { ("adaptationCost", manifest.AdaptationCost), ("continuationCost", manifest.ContinuationCost), ("predictionCost", manifest.PredictionCost) })
            Require(cost is null or { Bytes: >= 0, BytesPerExample: >= 0, Flops: >= 0, FlopsPerExample: >= 0 }, field, "numbers of 0 or more", cost);
        CheckPreprocessing(manifest.Preprocessing, Require);
        CheckParameters(manifest.Parameters, Require);
        CheckFiles(manifest.Files, Require);
    }

    /// <summary>Elements of one example, or of all where their number is fixed; saturates.</summary>
    private static double ElementsOf(TensorSpec spec) =>
        spec.Shape.Aggregate(1.0, (count, dimension) => count * (dimension.Size ?? 1));

    /// <summary>JSON has null where C# has none: in lists and maps, of which the reader does not see to each entry.</summary>
    private static void CheckTexts(Manifest manifest, Action<bool, string, string, object?> require)
    {
        void NoNull<T>(string field, IEnumerable<T?>? entries)
            where T : class => require(entries?.All(entry => entry is not null) ?? true, field, "entries", null);

        NoNull("parameters", manifest.Parameters);
        NoNull("files", manifest.Files.Values);
        NoNull("symbols", manifest.Symbols.Values);
        NoNull("labels", manifest.Labels);
        NoNull("metrics", manifest.Metrics);
        NoNull("provenance.versions", manifest.Provenance.Versions?.Values);
        NoNull("preprocessing.features", manifest.Preprocessing?.Features);
    }

    /// <summary>Numbers that could be meant; which a kind needs is up to who prepares examples.</summary>
    private static void CheckPreprocessing(Preprocessing? how, Action<bool, string, string, object?> require)
    {
        if (how is null)
            return;
        var largest = (int)Math.Sqrt(Limits.ExampleElements);
        foreach (var (field, size, most) in new[]
        {
            ("width", how.Width, largest), ("height", how.Height, largest), ("length", how.Length, Limits.WindowLength), ("stride", how.Stride, Limits.WindowLength),
        })
        {
            require(size is null or >= 1 && (size ?? 1) <= most, $"preprocessing.{field}", $"1 to {most}", size);
        }

        require(how.Channels is null or 1 or 3, "preprocessing.channels", "1 (grey) or 3 (red, green, blue)", how.Channels);
        require(how.Rate is null or > 0 and <= Limits.SampleRate, "preprocessing.rate", $"more than 0 and at most {Limits.SampleRate}", how.Rate);
        require(how.MaximumGap is null or > 0 and <= Limits.SampleGap, "preprocessing.maximumGap", $"more than 0 and at most {Limits.SampleGap}", how.MaximumGap);
        require(how.Background is null or >= 0 and <= 1, "preprocessing.background", "0 to 1", how.Background);
        require(how.Features is not { Count: 0 }, "preprocessing.features", "at least one name", "none");
        var count = how.Features?.Count ?? (how.Kind == "image" ? how.Channels ?? 1 : how.Mean?.Count ?? how.Std?.Count);
        foreach (var (field, values) in new[] { ("mean", how.Mean), ("std", how.Std) })
            require(values is null || values.Count == count, $"preprocessing.{field}", $"{count} numbers", values?.Count);
        require(how.Mean?.All(double.IsFinite) ?? true, "preprocessing.mean", "finite numbers", "others");
        require(how.Std?.All(std => double.IsFinite(std) && std > 0) ?? true, "preprocessing.std", "positive numbers", "others");
    }

    private static void CheckParameters(
        IReadOnlyList<ParameterSpec> parameters, Action<bool, string, string, object?> require)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            require(names.Add(parameter.Name), "parameters", "every name once", $"'{parameter.Name}' twice");
            var half = !parameter.Adapted && (parameter.Type is ElementType.Float16 or ElementType.BFloat16);
            require((half || parameter.Type == ElementType.Float32) && parameter.Shape.Length <= Limits.Rank && parameter.Shape.All(size => size >= 0),
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
