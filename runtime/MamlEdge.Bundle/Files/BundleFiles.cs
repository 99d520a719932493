namespace MamlEdge.Bundle;

/// <summary>Names of the files in a bundle, and of the values in its graphs.</summary>
public static class BundleFiles
{
    /// <summary>What the bundle contains: <see cref="MamlEdge.Bundle.Manifest"/>.</summary>
    public const string Manifest = "manifest.json";

    /// <summary>A signature of the manifest's bytes, where the bundle is signed; see <see cref="BundleSignature"/>.</summary>
    public const string Signature = "manifest.sig";

    /// <summary>The meta-learned parameters; also the external data of the graphs.</summary>
    public const string Theta = "theta.safetensors";

    /// <summary><c>x</c> to <c>y</c>, theta as constants.</summary>
    public const string Forward = "forward.onnx";

    /// <summary>Support examples to adapted parameters, from theta.</summary>
    public const string Adapt = "adapt.onnx";

    /// <summary>Support examples and parameters to adapted parameters.</summary>
    public const string Continue = "continue.onnx";

    /// <summary><c>x</c> and parameters to <c>y</c>.</summary>
    public const string Predict = "predict.onnx";

    /// <summary>The meta-gradient, where it was asked for.</summary>
    public const string Meta = "meta.onnx";

    /// <summary>Input of the adaptation graphs: the examples.</summary>
    public const string SupportX = "support_x";

    /// <summary>Input of the adaptation graphs: their labels or targets.</summary>
    public const string SupportY = "support_y";

    /// <summary>Output of the adaptation graphs: the loss before each step and after the last, [k + 1].</summary>
    public const string SupportLoss = "support_loss";

    /// <summary>Files that every bundle has, besides the manifest.</summary>
    public static IReadOnlyList<string> Required { get; } = [Theta, Forward, Adapt, Continue, Predict];

    /// <summary>Name of the graph input that takes a parameter.</summary>
    /// <param name="parameter">Name in the parameter table.</param>
    public static string ThetaInput(string parameter) => "theta." + parameter;

    /// <summary>Name of the graph output that gives an adapted parameter.</summary>
    /// <param name="parameter">Name in the parameter table.</param>
    public static string AdaptedOutput(string parameter) => "adapted." + parameter;

    /// <summary>Whether a name stays inside its folder on every operating system.</summary>
    internal static bool IsPlainName(string name) =>
        name.Length > 0 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;
}
