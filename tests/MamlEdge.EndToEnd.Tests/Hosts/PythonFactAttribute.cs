namespace MamlEdge.EndToEnd.Tests.Hosts;

/// <summary>A test that runs Python with the packages of the example, and is skipped where no interpreter has them.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        if (PythonScript.Interpreter is null) Skip = "No Python has onnxruntime, numpy and safetensors (PYTHON, python3, /usr/bin/python3): pip install onnxruntime numpy safetensors.";
    }
}
