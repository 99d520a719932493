namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>docs/examples/python/personalise.py, which knows ONNX Runtime's Python package and nothing of MamlEdge.</summary>
internal static class PythonScript
{
    private static readonly string Script = SolutionFolder.At("docs", "examples", "python", "personalise.py");

    /// <summary>The first interpreter that has the packages; null where none has.</summary>
    public static string? Interpreter { get; } = new[] { Environment.GetEnvironmentVariable("PYTHON"), "python3", "/usr/bin/python3" }
        .FirstOrDefault(python => python is { Length: > 0 } && HostProgram.Succeeds(python, "-c", "import numpy, onnxruntime, safetensors.numpy"));

    /// <summary>Runs it to its end.</summary>
    public static void Run(params string[] arguments)
    {
        var (code, output) = HostProgram.Execute(Interpreter!, [Script, .. arguments]);
        Assert.True(code == 0, $"{Script} ended with {code}: {output}");
    }
}
