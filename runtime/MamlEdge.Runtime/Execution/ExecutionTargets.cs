using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Runtime;

/// <summary>Which execution targets this machine has.</summary>
public static class ExecutionTargets
{
    private const string Input = "x";

    /// <summary>One node: y = Relu(x), both float32 [1].</summary>
    private static readonly byte[] Smallest = Convert.FromBase64String("CAg6MwoMCgF4EgF5IgRSZWx1EgFnWg8KAXgSCgoICAESBAoCCAFiDwoBeRIKCggIARIECgIIAUICEA0=");

    /// <summary>Providers by the names that <see cref="RuntimeOptions.Providers"/> takes, as far as they are known here; others are passed through too.</summary>
    public static IReadOnlyList<string> KnownProviders { get; } = ["XNNPACK", "CoreML", "DML", "NNAPI", "QNN", "OpenVINO", "WebGPU"];

    /// <summary>Runs the smallest of models on the CPU, on CUDA and on each known provider.</summary>
    /// <param name="options">Which GPU and which CUDA library; null for the usual ones.</param>
    public static IReadOnlyList<TargetProbe> Probe(RuntimeOptions? options = null)
    {
        options ??= new RuntimeOptions();
        return
        [
            Try("CPU", options with { Target = ExecutionTarget.Cpu, Providers = [] }),
            Try("CUDA", options with { Target = ExecutionTarget.Cuda, Providers = [] }),
            .. KnownProviders.Select(name => Try(name, options with { Target = ExecutionTarget.Named, Providers = [name] })),
        ];
    }

    private static TargetProbe Try(string name, RuntimeOptions options)
    {
        try
        {
            var provider = Provider.Select(options);
            using var settings = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            provider.Append(settings);
            using var session = new InferenceSession(Smallest, settings);
            using var x = OrtValue.CreateTensorValueFromMemory([1f], [1]);
            using var run = new RunOptions();
            using var y = session.Run(run, new Dictionary<string, OrtValue> { [Input] = x }, session.OutputNames);
            return new TargetProbe(name, Works: true, provider.Info.Device);
        }
        catch (ExecutionException error)
        {
            return new TargetProbe(name, Works: false, error.Got);
        }
        catch (OnnxRuntimeException error)
        {
            return new TargetProbe(name, Works: false, error.Message);
        }
    }
}
