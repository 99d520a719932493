using MamlEdge.Bundle;
using MamlEdge.Exporter.Adaptation;
using MamlEdge.Exporter.Bundles;
using MamlEdge.Exporter.Graphs;
using MamlEdge.Exporter.Inspection;
using MamlEdge.Exporter.Models;
using MamlEdge.Exporter.Operators;
using MamlEdge.Runtime;
using MamlEdge.Trainer.Random;
using Microsoft.ML.OnnxRuntime;

namespace MamlEdge.Benchmarks;

/// <summary>A graph on ONNX Runtime with one thread, opened as the runtime library opens it, and random values for its inputs.</summary>
/// <param name="Model">The ONNX file.</param>
/// <param name="Weights">The file of weights that it refers to, where it does.</param>
/// <param name="Parameters">Values of its inputs <c>theta.*</c>.</param>
internal sealed record DeviceGraph(byte[] Model, byte[]? Weights, IReadOnlyList<Parameter> Parameters)
{
    /// <summary>Support examples, and query examples, of a task: one of each class.</summary>
    public const int Examples = Workload.Ways;

    /// <summary>How the runtime library optimises an adaptation graph.</summary>
    public GraphOptimizationLevel Level { get; init; } = GraphOptimizationLevel.ORT_DISABLE_ALL;

    /// <summary>Where it runs: the processor, or a GPU in plain float32, as the runtime library has it.</summary>
    public ExecutionTarget Target { get; init; } = ExecutionTarget.Cpu;

    /// <summary>Plain gradient descent on the cross-entropy of the support set.</summary>
    public static InnerLoopSpec Loop(int steps, params string[] adapt) =>
        new() { Loss = LossKind.CrossEntropy, Steps = steps, LearningRate = 0.01, Adapt = adapt is [] ? ["*"] : adapt };

    /// <summary>A file of the bundle, such as adapt.onnx.</summary>
    public static DeviceGraph OfBundle(ForwardModel model, InnerLoopSpec inner, string file)
    {
        var files = BundleWriter.Files(new BundleContents { Model = model, Inner = inner, Provenance = new Provenance { Tool = nameof(Benchmarks) } })
            .ToDictionary(entry => entry.Name, entry => entry.Bytes, StringComparer.Ordinal);
        var manifest = Manifest.Parse(files[BundleFiles.Manifest]);
        var optimized = (file == BundleFiles.Adapt && manifest.OptimizeAdapt) || (file == BundleFiles.Continue && manifest.OptimizeContinue);
        return new(files[file], files[BundleFiles.Theta], model.Parameters) { Level = optimized ? GraphOptimizationLevel.ORT_ENABLE_ALL : GraphOptimizationLevel.ORT_DISABLE_ALL };
    }

    /// <summary>The meta-gradient, with as many support and query examples as are run.</summary>
    public static DeviceGraph MetaGradient(ForwardModel model, InnerLoopSpec inner) =>
        new(MetaGradientModel.Write(model, inner, support: Examples, query: Examples), null, model.Parameters);

    /// <summary>One MatMul of [m, m] and [m, n], nearly square, with the given number of multiply-adds or hardly more.</summary>
    public static DeviceGraph Product(long multiplyAdds)
    {
        var m = (long)Math.Round(Math.Cbrt(multiplyAdds));
        var n = (multiplyAdds + (m * m) - 1) / (m * m);
        var graph = new Graph();
        var (a, b) = (graph.NewInput("a", DataType.Float32, Shape.Of(m, m)), graph.NewInput("b", DataType.Float32, Shape.Of(m, n)));
        return new(OnnxWriter.Write(new Function([a, b], [new("y", a.Times(b))]), "product"), null, []);
    }

    /// <summary>What one run costs.</summary>
    public GraphCost Cost() => GraphCost.Of(Model, "graph", new FreeLengths(Examples, Examples, Examples));

    /// <summary>Opens a session with the options of the runtime library and one thread.</summary>
    public InferenceSession Open(GraphOptimizationLevel level)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (Target == ExecutionTarget.Cuda)
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0", ["cudnn_conv_algo_search"] = "HEURISTIC" });
            options.AppendExecutionProvider_CUDA(cuda);
        }

        if (Weights is null) return new InferenceSession(Model, options);
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.WriteAllBytes(Path.Combine(folder.FullName, BundleFiles.Theta), Weights);
            options.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder.FullName);
            return new InferenceSession(Model, options);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Parameters for <c>theta.*</c>, a label of each class, random numbers for the rest; free lengths are the number of examples.</summary>
    public Dictionary<string, OrtValue> Inputs(InferenceSession session, int examples)
    {
        var random = new SeededRandom(1);
        return session.InputMetadata.ToDictionary(input => input.Key, input =>
        {
            long[] shape = [.. input.Value.Dimensions.Select(length => length < 0 ? examples : (long)length)];
            var size = (int)shape.Aggregate(1L, (a, b) => a * b);
            if (input.Value.ElementDataType == Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64)
                return OrtValue.CreateTensorValueFromMemory(Array.ConvertAll([.. Enumerable.Range(0, size)], i => (long)(i % Workload.Ways)), shape);
            var known = Parameters.FirstOrDefault(parameter => BundleFiles.ThetaInput(parameter.Name) == input.Key)?.Values;
            return OrtValue.CreateTensorValueFromMemory(known ?? [.. Enumerable.Range(0, size).Select(_ => (float)random.Uniform())], shape);
        }, StringComparer.Ordinal);
    }
}
